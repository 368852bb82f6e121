/** Makes the result of a poll from its counts, in the form in which screens show it. */
import type { Asked } from './poll-asked.ts'
import type { Result, ShownAnswer, ShownWord } from './poll-result.ts'
import { itemKey, type Poll, type Polls } from './poll-slice.ts'
import { numberAt } from './poll-vote.ts'
import { byCount, SHOWN_WORDS } from './poll-words.ts'

/** Open answers in one page. */
const ANSWERS = 10
/** Hidden answers that are skipped to fill a page. */
const MOST_SKIPPED = 200
/** Bars of an estimate's histogram. */
const MOST_BINS = 20

/** `all`: with what moderators have hidden. */
export function resultOf(slice: Polls, poll: Poll, all: boolean): Result {
  const { kind } = poll.asked
  if (kind === 'words') return { words: shownWords(slice, poll, all), distinct: poll.cloud.distinct }
  if (kind === 'text') return answersBefore(slice, poll, poll.answers + 1, all)
  return kind === 'estimate' ? histogram(poll.asked, poll.counts, poll.votes) : { counts: poll.counts }
}

function shownWords({ words }: Polls, poll: Poll, all: boolean): ShownWord[] {
  const found = poll.cloud.top.toSorted(byCount).flatMap(([key, count]): ShownWord[] => {
    const known = words.get(itemKey(poll, key))
    if (!known || (known.hidden && !all)) return []
    return [known.hidden ? [known.word, count, true] : [known.word, count]]
  })
  return found.slice(0, SHOWN_WORDS)
}

/** The page of open answers before this one. */
export function answersBefore(
  { answers }: Polls,
  poll: Poll,
  item: number,
  all: boolean,
  most = ANSWERS,
): { answers: ShownAnswer[]; earlier: boolean } {
  const page: ShownAnswer[] = []
  const first = Math.min(item - 1, poll.answers)
  let at = first
  for (; at > 0 && page.length < most && first - at < MOST_SKIPPED; at--) {
    const answer = answers.get(itemKey(poll, at))
    if (!answer || ((answer.hidden || answer.muted) && !all)) continue
    const mark = answer.hidden || (answer.muted && 'muted')
    page.push(mark ? [at, answer.text, mark] : [at, answer.text])
  }
  return { answers: page, earlier: at > 0 }
}

/** At most 20 bars of equal width. The mean and the median are of the exact numbers. */
function histogram(asked: Asked, counts: readonly number[], votes: number): Result {
  const bin = Math.ceil(counts.length / MOST_BINS)
  const bins = Array.from({ length: Math.ceil(counts.length / bin) }, () => 0)
  let sum = 0
  let passed = 0
  let lower: number | undefined
  let upper: number | undefined
  for (const [level, count] of counts.entries()) {
    const at = Math.floor(level / bin)
    bins[at] = (bins[at] ?? 0) + count
    sum += level * count
    passed += count
    if (lower === undefined && passed >= votes / 2) lower = level
    if (upper === undefined && passed > votes / 2) upper = level
  }
  if (votes === 0) return { counts: bins, bin }
  const median = ((lower ?? 0) + (upper ?? 0)) / 2
  return { counts: bins, bin, mean: numberAt(asked, sum / votes), median: numberAt(asked, median) }
}
