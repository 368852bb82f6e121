/** What the terminal shows at the end of a rehearsal: the time on each slide, and what becomes of the plan. */
import type { Deck } from '../../../protocol/deck.ts'
import type { Report } from '../../../protocol/report/report.ts'
import { cleanText } from '../../../protocol/text.ts'
import { durationOf } from '../../export/report-words.ts'
import { harmless } from '../harmless.ts'
import { inColumns } from '../in-columns.ts'

/** Longer titles are cut, so that a row fits a terminal of 80 columns. */
const LONGEST_TITLE = 50

export function rehearsalText(
  { title, tables, durationMs, plannedMs }: Report,
  { timings, durationMinutes }: Pick<Deck, 'timings' | 'durationMinutes'>,
  plan: 'stored' | 'in-memory' | 'not-stored',
): string {
  const table = tables.find(({ name }) => name === 'slides')
  const at = (key: string): number => table?.columns.findIndex((column) => column.key === key) ?? -1
  const hasPlan = plannedMs > 0
  const times = (ms: unknown, planned: unknown): string[] => [
    durationOf(Number(ms)).padStart(7),
    ...(hasPlan ? [planned === undefined ? '' : durationOf(Number(planned)).padStart(7)] : []),
  ]
  const rows = (table?.rows ?? []).map((row) => [
    String(row[at('number')] ?? '-').padStart(3),
    cleanText(String(row[at('title')]), LONGEST_TITLE),
    ...times(row[at('time')], row[at('plan')]),
  ])
  const lines = inColumns([
    ['', 'slide', '   time', ...(hasPlan ? ['   plan'] : [])],
    ...rows,
    ['', 'total', ...times(durationMs, plannedMs)],
  ])
  return blockOf([`The rehearsal of "${harmless(title)}":`, '', ...lines, '', ...planLines()])

  function planLines(): string[] {
    if (plan === 'not-stored') return ['The plan could not be stored, because the log cannot be written.']
    if (timings.length > 0) return ["The times are stored. The pace on the phone uses the deck's own times."]
    const length = durationOf(durationMinutes * 60_000)
    const use =
      durationMinutes > 0
        ? `the slides share the deck's ${length} as in this rehearsal`
        : 'the pace on the phone uses these times'
    if (plan === 'in-memory') return [`Until the server stops, ${use}. With --memory, nothing is stored.`]
    return [`The plan is stored: in the next run, ${use}.`]
  }
}

export function noTimes(): string {
  return blockOf(['The talk stayed on its first slide, so no times were measured. The plan stays as it was.'])
}

function blockOf(lines: string[]): string {
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`
}
