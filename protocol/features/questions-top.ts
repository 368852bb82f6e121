/**
 * Keeps the most wanted questions in order, so that neither a vote nor a newcomer needs to look at all of them. Every
 * shown question outside the list has at most `floor` votes, and those inside at least as many.
 */
import { questionNumbered, type Questions } from './questions-slice.ts'

/** The list is filled up to the first number when it has fewer than the second. */
const TOP_MOST = 60
export const TOP_LEAST = 30

type Top = Pick<Questions, 'top' | 'floor'>

/** The list after this question was asked, voted for, shown or removed. `slice` already has the change. */
export function placed(slice: Questions, number: number): Top {
  const others = slice.top.filter((each) => each !== number)
  const { floor } = slice
  const votes = votesOf(slice, number)
  if (others.length === slice.top.length && others.length >= TOP_LEAST && votes <= floor) return slice
  // Not shown, or with fewer votes than one outside.
  if (votes < 0 || votes < floor) return filled(slice, { top: others, floor })
  const before = others.findIndex((each) => isBefore(slice, number, each))
  const top = before < 0 ? [...others, number] : others.toSpliced(before, 0, number)
  const pushedOut = top.length > TOP_MOST ? top.pop() : undefined
  return { top, floor: pushedOut === undefined ? floor : Math.max(floor, votesOf(slice, pushedOut)) }
}

/** The list was shortened: looks at all questions only after many were removed. */
function filled(slice: Questions, now: Top): Top {
  if (now.top.length >= TOP_LEAST || now.floor < 0) return now
  const all: number[] = []
  for (let number = 1; number <= slice.items.length; number++)
    if (votesOf(slice, number) >= 0) all.push(number)
  all.sort((a, b) => (isBefore(slice, a, b) ? -1 : 1))
  const next = all[TOP_MOST]
  return { top: all.slice(0, TOP_MOST), floor: next === undefined ? -1 : votesOf(slice, next) }
}

/** -1 for a question that is not shown. */
function votesOf(slice: Questions, number: number): number {
  const question = questionNumbered(slice, number)
  return question?.state === 'shown' ? question.votes : -1
}

/** More votes first, then the one that was asked first. */
function isBefore(slice: Questions, a: number, b: number): boolean {
  return (votesOf(slice, b) - votesOf(slice, a) || a - b) < 0
}
