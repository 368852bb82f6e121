/** A valid vote of a simulated person for each kind of poll. */
import { levelsOf, MAX_WORDS, type Asked } from '../../../protocol/features/poll-asked.ts'
import { POINTS } from '../../../protocol/features/poll-limits.ts'
import { numberAt, type Vote } from '../../../protocol/features/poll-vote.ts'
import type { Random } from './random.ts'
import { ANSWERS, WORDS } from './texts.ts'

export function voteFor(asked: Asked, random: Random): Vote {
  const { kind, options } = asked
  const indexes = options.map((_, i) => i)
  switch (kind) {
    case 'single':
    case 'yesno':
    case 'scale':
    case 'path':
      return { choice: [favourite(options.length, random)] }
    case 'multiple': {
      const most = Math.min(asked.most ?? options.length, options.length)
      return { choice: random.shuffled(indexes).slice(0, 1 + random.index(most)) }
    }
    case 'ranking':
      return { choice: random.shuffled(indexes) }
    case 'points':
      return { points: spread(options.length, random) }
    case 'estimate': {
      // Guesses meet in the middle.
      const middle = (random.share() + random.share() + random.share()) / 3
      return { number: numberAt(asked, Math.floor(middle * levelsOf(asked))) }
    }
    case 'text':
      return { text: random.pick(ANSWERS) }
    case 'words': {
      const most = Math.min(asked.most ?? MAX_WORDS, 3)
      return { words: random.shuffled(WORDS).slice(0, 1 + random.index(most)) }
    }
    case 'place':
      return { x: random.share(), y: random.share() }
  }
}

/** The first options get more votes, so that results are not all the same. */
function favourite(count: number, random: Random): number {
  return Math.min(random.index(count), random.index(count))
}

/** All points, on options in any order. */
function spread(count: number, random: Random): number[] {
  const points = Array<number>(count).fill(0)
  for (let left = POINTS; left > 0; left -= 10) points[random.index(count)]! += Math.min(10, left)
  return points
}
