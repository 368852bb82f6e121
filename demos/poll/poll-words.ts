/** What the line below a poll says. */
import type { Refusal } from '../../protocol/refusal.ts'
import type { PollView } from '../../protocol/features/poll-view.ts'
import { votesWords } from './kind-choice.ts'

/** Where the vote of this person is. */
export type Mine =
  { state: 'none' | 'counted' } | { state: 'pending'; live: boolean } | { state: 'refused'; refusal: Refusal }

/** For a person who may vote. */
export function statusWords(poll: PollView | undefined, mine: Mine, hint: string): string {
  if (mine.state === 'refused') return refusedWords(mine.refusal)
  if (!poll || poll.openedAt === 0) return 'This poll is not open yet.'
  if (mine.state === 'pending')
    return mine.live ? 'Sending your vote…' : 'Your vote is sent when the connection is back.'
  if (poll.open) return mine.state === 'counted' ? 'Your vote counts. You can change it.' : hint
  return poll.shown ? 'The poll is closed.' : 'The poll is closed. The results are not shown yet.'
}

/** For the room. */
export function roomWords(poll: PollView | undefined, mayVote: boolean): string {
  if (!poll || poll.openedAt === 0) return mayVote ? '' : 'Voting has not started yet.'
  const votes = `${votesWords(poll.votes)}${poll.round > 1 ? ` in round ${poll.round}` : ''}`
  const before = poll.before ? `, ${votesWords(poll.before.votes)} before` : ''
  return `${votes}${before}${poll.open || mayVote ? '' : ' · closed'}`
}

function refusedWords({ code }: Refusal): string {
  if (code === 'closed' || code === 'no-such-item') return 'Your vote was too late: the poll is closed.'
  if (code === 'no-cookie') return 'Your vote was not counted: this browser sends no cookie.'
  if (code === 'paused') return 'Your vote was not counted: the speaker has paused the room.'
  return 'Your vote was not counted. Try again.'
}

/** What to do with a poll that is open. */
export const HINTS = {
  single: () => 'Tap an option.',
  yesno: () => 'Tap an option.',
  path: () => 'Tap where the talk should go.',
  scale: () => 'Tap a point on the scale.',
  multiple: (most: number) => `Tap up to ${most} options.`,
  estimate: () => 'Set a number and send it.',
  ranking: () => 'Put the options in order and send it.',
  text: () => 'Write an answer and send it.',
  words: (most: number) =>
    most === 1 ? 'Write a word and send it.' : `Write up to ${most} words and send them.`,
  points: () => 'Spread 100 points and send them.',
  place: () => 'Tap a place on the picture.',
}
