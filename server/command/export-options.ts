/** The options of `lectern export`: what is written, and how. */
import type { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import { DECK_FORMATS, type DeckFormat } from '../export/deck-formats.ts'
import { REPORT_FORMATS, type ReportFormat } from '../export/formats.ts'

interface Written<Format> {
  format: Format
  /** The file or folder to write; null for a name in the current folder. */
  out: string | null
}

export interface ExportedDeck extends Written<DeckFormat> {
  /** A page for each step. */
  steps: boolean
  /** The notes beside each slide. */
  notes: boolean
}

export type Exported = Written<ReportFormat> | ExportedDeck

type Given = Partial<Record<ReportFormat | DeckFormat | 'steps' | 'notes', true>> & { out?: string }

export function addExport(command: Command, choose: (deck: string, exported: Exported) => void): void {
  command
    .command('export')
    .description('Write the report of a talk, or its deck as a PDF or for any web host.')
    .argument('<talk>', 'The deck, or the talk’s address: the name of its folder.')
    .option('--pdf', 'One page for each slide, with the results of the talk. Needs Chrome, Chromium or Edge.')
    .option('--steps', 'With --pdf: one page for each step.')
    .option('--notes', 'With --pdf: your notes beside each slide.')
    .option('--site', 'A folder with the slides, for a web host or to be opened from the disk.')
    .option('--html', 'The report: one page with charts, to read or print.')
    .option('--csv', 'The report: a ZIP of CSV files, for a spreadsheet.')
    .option('--json', 'The report, for programs.')
    .option(
      '--out <path>',
      'The file or folder to write. Default: a name with the talk’s in this folder. For a report, - for the output.',
    )
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((deck: string, given: Given) => choose(deck, readExport(given)))
}

function readExport({ steps, notes, out, ...given }: Given): Exported {
  const deck = DECK_FORMATS.filter((each) => given[each])
  const report = REPORT_FORMATS.filter((each) => given[each])
  if (deck.length + report.length !== 1)
    throw new UsageError(
      'lectern export takes one of --pdf, --site, --html, --csv and --json (see lectern --help).',
    )
  const path = out ?? null
  if ((steps || notes) && deck[0] !== 'pdf') throw new UsageError('--steps and --notes need --pdf.')
  if (report[0]) return { format: report[0], out: path }
  return { format: deck[0]!, out: path, steps: steps === true, notes: notes === true }
}
