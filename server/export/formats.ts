/** The formats of exports, and the names of their files. Separate, so that the command line is read without the rest. */
import type { TalkId } from '../../protocol/ids.ts'

export const REPORT_FORMATS = ['html', 'csv', 'json'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** The end of the file's name. The CSV files are in a ZIP. */
export const ENDINGS: Record<ReportFormat, string> = { html: 'html', csv: 'zip', json: 'json' }

/** `my-talk-replay.html`. */
export function replayName(talk: TalkId): string {
  return `${talk}-replay.html`
}

/** `my-talk-report.html`. */
export function reportName(talk: TalkId, format: ReportFormat): string {
  return `${talk}-report.${ENDINGS[format]}`
}
