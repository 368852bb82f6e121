/** The report in the formats in which it is downloaded. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../../protocol/report/report.ts'
import type { Language } from '../../protocol/words/languages.ts'
import { PROJECT } from '../base/version.ts'
import type { ReportFormat } from './formats.ts'
import { reportZip } from './report-csv.ts'
import { reportHtml } from './report-html.ts'
import { reportJson } from './report-json.ts'

/** `language` is that of the page; CSV and JSON are in English. */
export async function reportBody(
  report: Report,
  format: ReportFormat,
  language: Language,
): Promise<string | Uint8Array> {
  if (format === 'html') return reportHtml(report, await styles(), language)
  return format === 'csv' ? reportZip(report) : reportJson(report)
}

/** Built once, with the fonts in it. */
async function styles(): Promise<string> {
  try {
    return await readFile(join(PROJECT, 'dist', 'client', 'report.css'), 'utf8')
  } catch (cause) {
    throw new Error('The styles of the report are not built yet: npm run build first.', { cause })
  }
}
