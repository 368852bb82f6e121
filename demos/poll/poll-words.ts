/** What the line below a poll says. */
import type { Refusal } from '../../protocol/refusal.ts'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import type { PollView } from '../../protocol/features/poll-view.ts'
import { votesWords } from './kind-choice.ts'
import { fill, plural, words } from '../../client/words.ts'

/** Where the vote of this person is. */
export type Mine =
  { state: 'none' | 'counted' } | { state: 'pending'; live: boolean } | { state: 'refused'; refusal: Refusal }

/** For a person who may vote. */
export function statusWords(poll: PollView | undefined, mine: Mine, hint: string): string {
  if (mine.state === 'refused') return refusedWords(mine.refusal)
  const { poll: say } = words.elements
  if (!poll || poll.openedAt === 0) return say.notOpen
  if (mine.state === 'pending') return mine.live ? say.sending : say.later
  if (poll.open) return mine.state === 'counted' ? say.isCounted : hint
  return poll.shown ? say.closed : say.notShown
}

/** For the room. */
export function roomWords(poll: PollView | undefined, mayVote: boolean): string {
  const { poll: say } = words.elements
  if (!poll || poll.openedAt === 0) return mayVote ? '' : say.notStarted
  const votes = votesWords(poll.votes)
  const now = poll.round > 1 ? fill(say.inRound, { votes, round: poll.round }) : votes
  const before = poll.before ? `, ${fill(say.beforeRound, { votes: votesWords(poll.before.votes) })}` : ''
  return `${now}${before}${poll.open || mayVote ? '' : ` · ${say.closedMark}`}`
}

function refusedWords({ code }: Refusal): string {
  const { poll } = words.elements
  if (code === 'closed' || code === 'no-such-item') return poll.tooLate
  if (code === 'no-cookie') return poll.noCookie
  return code === 'paused' ? poll.paused : poll.failed
}

/** What to do with a poll that is open. */
export function hintFor(kind: PollKind, most: number): string {
  const { poll } = words.elements
  const hints: Record<PollKind, string> = {
    single: poll.tapOption,
    yesno: poll.tapOption,
    path: poll.tapWay,
    scale: poll.tapScale,
    multiple: plural(poll.tapOptions, most),
    estimate: poll.setNumber,
    ranking: poll.putInOrder,
    text: poll.writeAnswer,
    words: most === 1 ? poll.writeWord : plural(poll.writeWords, most),
    points: poll.spreadPoints,
    place: poll.tapPlace,
  }
  return hints[kind]
}
