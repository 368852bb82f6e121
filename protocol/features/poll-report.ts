/** The polls in the report: each with its options and counts, as the room could see them. */
import type { Cell, ReportContext, ReportPart } from '../report/table.ts'
import type { Asked } from './poll-asked.ts'
import { GRID } from './poll-limits.ts'
import type { Result } from './poll-result.ts'
import { castOf, itemKey, type Poll, type Polls } from './poll-slice.ts'
import { resultOf } from './poll-tally.ts'
import { numberAt, wordKey } from './poll-vote.ts'

type Counted = [option: string | null, count: number | null]

export function reportPolls(slice: Polls, { muted }: ReportContext): ReportPart {
  const rows = slice.polls.flatMap((poll, i) => {
    const { asked, before, round, votes } = poll
    const current = currentOptions(slice, poll, muted)
    const earlier = before && asked.options.length > 0 ? optionsOf(asked, before.result) : []
    return [
      ...rowsOf(i + 1, asked, round - 1, before?.votes ?? 0, earlier),
      ...rowsOf(i + 1, asked, round, votes, current.length > 0 ? current : [[null, null]]),
    ]
  })
  return {
    figures: [{ name: 'votes', value: slice.polls.reduce((sum, { votes }) => sum + votes, 0) }],
    tables: [
      {
        name: 'polls',
        order: 3,
        columns: [
          { key: 'number', kind: 'count' },
          { key: 'question', kind: 'text' },
          { key: 'kind', kind: 'word' },
          { key: 'round', kind: 'count' },
          { key: 'voters', kind: 'count' },
          { key: 'option', kind: 'text' },
          { key: 'count', kind: 'count', bar: true },
        ],
        rows,
        groupedBy: 5,
      },
    ],
  }
}

function rowsOf(
  number: number,
  { question, kind }: Asked,
  round: number,
  voters: number,
  options: Counted[],
): Cell[][] {
  return options.map((option) => [number, question, kind, round, voters, ...option])
}

function currentOptions(slice: Polls, poll: Poll, muted: ReportContext['muted']): Counted[] {
  if (poll.asked.kind === 'text') return answersOf(slice, poll, muted)
  const result = resultOf(slice, poll, false)
  if (poll.asked.kind !== 'words') return optionsOf(poll.asked, result)
  const less = mutedWords(slice, poll, muted)
  const words = (result.words ?? []).map(([word, count]): Counted => [
    word,
    count - (less.get(wordKey(word)) ?? 0),
  ])
  return words.filter(([, count]) => count !== 0)
}

/** All open answers, the oldest first. */
function answersOf(slice: Polls, poll: Poll, muted: ReportContext['muted']): Counted[] {
  const left = new Set([...muted].map((actor) => castOf(slice, poll, actor)?.answer))
  const numbers = Array.from({ length: poll.answers }, (_, i) => i + 1)
  return numbers.flatMap((number): Counted[] => {
    const answer = slice.answers.get(itemKey(poll, number))
    const isShown = answer && !answer.hidden && !answer.muted && !left.has(number)
    return isShown ? [[answer.text, null]] : []
  })
}

/** How often each word was counted from people who are muted now. */
function mutedWords(slice: Polls, poll: Poll, muted: ReportContext['muted']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const actor of muted) {
    const cast = castOf(slice, poll, actor)
    // What they wrote while they were muted was not counted.
    for (const word of cast && !cast.alone && 'words' in cast.vote ? cast.vote.words : [])
      counts.set(wordKey(word), (counts.get(wordKey(word)) ?? 0) + 1)
  }
  return counts
}

function optionsOf(asked: Asked, { counts = [], bin = 1 }: Result): Counted[] {
  if (asked.kind === 'place') return placesOf(counts)
  if (asked.kind !== 'estimate') return asked.options.map((option, i) => [option, counts[i] ?? 0])
  const { unit = '', max = 100 } = asked
  return counts.map((count, i) => {
    const from = numberAt(asked, i * bin)
    const to = Math.min(max, numberAt(asked, (i + 1) * bin - 1))
    return [`${from === to ? from : `${from}–${to}`} ${unit}`.trim(), count]
  })
}

/** The cells of the picture that somebody chose, as shares of its width and height. */
function placesOf(counts: readonly number[]): Counted[] {
  const percent = (cell: number): string => `${Math.round(((cell + 0.5) / GRID) * 100)} %`
  return counts.flatMap((count, cell): Counted[] =>
    count === 0 ? [] : [[`x ${percent(cell % GRID)}, y ${percent(Math.floor(cell / GRID))}`, count]],
  )
}
