/** The options of `lectern export`: what is written, and how. */
import type { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import { DECK_FORMATS, type DeckFormat } from '../export/deck-formats.ts'
import { REPORT_FORMATS, type ReportFormat } from '../export/formats.ts'

interface Written<Format> {
  format: Format
  /** The file or folder to write; null for a name in the current folder. */
  out: string | null
  /** The number of the run; null for the current one. A PDF without a number shows the newest run that was given. */
  run: number | null
}

export interface ExportedDeck extends Written<DeckFormat> {
  /** A page for each step. */
  steps: boolean
  /** The notes beside each slide. */
  notes: boolean
}

/** A report, or a replay. */
export interface ExportedRun extends Written<ReportFormat | 'replay'> {
  /** The sound of a replay, and when it begins after the replay does. */
  audio: string | null
  audioOffsetMs: number
}

export type Exported = ExportedRun | ExportedDeck

type Given = Partial<Record<ReportFormat | 'replay' | DeckFormat | 'steps' | 'notes', true>> & {
  out?: string
  run?: string
  audio?: string
  audioOffset?: string
}

export function addExport(command: Command, choose: (deck: string, exported: Exported) => void): void {
  command
    .command('export')
    .description('Write the report or the replay of a talk, or its deck as a PDF or for any web host.')
    .argument('<talk>', 'The deck, or the talk’s address: the name of its folder.')
    .option('--pdf', 'One page for each slide, with the results of the talk. Needs Chrome, Chromium or Edge.')
    .option('--steps', 'With --pdf: one page for each step.')
    .option('--notes', 'With --pdf: your notes beside each slide.')
    .option('--site', 'A folder with the slides, for a web host or to be opened from the disk.')
    .option('--html', 'The report: one page with charts, to read or print.')
    .option('--csv', 'The report: a ZIP of CSV files, for a spreadsheet.')
    .option('--json', 'The report, for programs.')
    .option('--replay', 'One page that plays the whole talk, without a server.')
    .option(
      '--run <number>',
      'The run of the report, the replay or the results in the PDF. Default: the current one.',
    )
    .option('--audio <file>', 'With --replay: a recording of the sound.')
    .option(
      '--audio-offset <seconds>',
      'With --audio: how long after the start of the replay the sound begins.',
    )
    .option(
      '--out <path>',
      'The file or folder to write. Default: a name with the talk’s in this folder. For a report or a replay, - for the output.',
    )
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((deck: string, given: Given) => choose(deck, readExport(given)))
}

function readExport({ steps, notes, out, run, audio, audioOffset, ...given }: Given): Exported {
  const deck = DECK_FORMATS.filter((each) => given[each])
  const report = [...REPORT_FORMATS, 'replay' as const].filter((each) => given[each])
  if (deck.length + report.length !== 1)
    throw new UsageError(
      'lectern export takes one of --pdf, --site, --html, --csv, --json and --replay (see lectern --help).',
    )
  const path = out ?? null
  if ((steps || notes) && deck[0] !== 'pdf') throw new UsageError('--steps and --notes need --pdf.')
  if (audio !== undefined && report[0] !== 'replay') throw new UsageError('--audio needs --replay.')
  if (audioOffset !== undefined && audio === undefined) throw new UsageError('--audio-offset needs --audio.')
  if (run !== undefined && deck[0] === 'site')
    throw new UsageError('--run needs a PDF, a report or a replay.')
  const written = { out: path, run: readRunNumber(run) }
  if (report[0]) {
    const audioOffsetMs = readSeconds(audioOffset ?? '0') * 1000
    return { format: report[0], ...written, audio: audio ?? null, audioOffsetMs }
  }
  return { format: deck[0]!, ...written, steps: steps === true, notes: notes === true }
}

function readSeconds(value: string): number {
  const seconds = Number(value)
  if (value.trim() !== '' && Number.isFinite(seconds)) return seconds
  throw new UsageError(`--audio-offset takes seconds such as 2.5 or -10, not "${value}".`)
}

function readRunNumber(value: string | undefined): number | null {
  if (value === undefined) return null
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UsageError(`--run takes the number of a run, not "${value}".`)
}
