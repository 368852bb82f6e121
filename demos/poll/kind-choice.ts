/** Single and multiple choice, yes or no, and the slide that comes next. */
import { createChoices, type Share } from './choices.ts'
import type { Part, PartState, PartTools } from './part.ts'
import { percent, plural, words } from '../../client/words.ts'

export function createPart({ asked, cast }: PartTools): Part {
  let state: PartState | undefined
  const several = asked.kind === 'multiple'
  const choices = createChoices(asked.options, cast && ((index) => cast({ choice: after(index) })))

  function chosen(): readonly number[] {
    return state?.mine && 'choice' in state.mine ? state.mine.choice : []
  }

  /** The choice after a tap. A vote always has at least one option and at most as many as the poll allows. */
  function after(index: number): number[] {
    if (!several) return [index]
    const now = chosen()
    if (now.includes(index)) return now.length > 1 ? now.filter((each) => each !== index) : [...now]
    return now.length < (asked.most ?? asked.options.length) ? [...now, index] : [...now]
  }

  return {
    element: choices.element,
    draw(next) {
      state = next
      const { open, result, votes, before } = next
      choices.draw({
        chosen: chosen(),
        enabled: open,
        shares: result && shares(result.counts, votes, before),
      })
    },
  }
}

/** Parts of the people who voted: with several options each, the parts may be more than the whole. */
export function shares(
  counts: readonly number[] = [],
  votes: number,
  before: PartState['before'] = null,
): Share[] {
  return counts.map((each, i) => ({
    part: votes === 0 ? 0 : each / votes,
    words: votes === 0 ? '–' : percent(each / votes),
    more: votesWords(each),
    before: before && before.votes > 0 ? (before.result.counts?.[i] ?? 0) / before.votes : undefined,
  }))
}

/** `1 vote`, `1,204 votes`. */
export function votesWords(votes: number): string {
  return plural(words.elements.votes, votes)
}
