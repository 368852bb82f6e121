/** What browsers see of the polls. The room gets no count of a poll whose results are hidden. */
import { MODERATORS, type Role, type Who } from '../role.ts'
import type { Asked } from './poll-asked.ts'
import type { Result } from './poll-result.ts'
import { pollNamed, type Earlier, type Poll, type Polls } from './poll-slice.ts'
import { answersBefore, resultOf } from './poll-tally.ts'

export interface PollView extends Pick<
  Poll,
  'id' | 'asked' | 'open' | 'shown' | 'ballot' | 'round' | 'votes' | 'openedAt'
> {
  /** Null while it is hidden from this role. */
  result: Result | null
  /** The round before. */
  before: Earlier | null
}

export interface PollsView {
  /** Those that were opened or made by hand, the oldest first. */
  polls: PollView[]
}

/** New polls as a whole, and of others what changed. */
export type PollsChange = { polls: (Partial<PollView> & { id: string; asked?: Asked })[] }

export function viewPolls(slice: Polls, role: Role): PollsView {
  return { polls: slice.polls.map((poll) => viewPoll(slice, poll, role)) }
}

/** Undefined if a poll was removed since then. */
export function pollChanges(slice: Polls, since: number, role: Role): PollsChange | undefined {
  if (slice.droppedAt > since) return undefined
  const changed = slice.polls.filter(({ seq }) => seq > since)
  return {
    polls: changed.map((poll) => {
      if (poll.settledAt > since) return viewPoll(slice, poll, role)
      const { id, votes } = poll
      return seesResult(poll, role) ? { id, votes, result: result(slice, poll, role) } : { id, votes }
    }),
  }
}

function viewPoll(slice: Polls, poll: Poll, role: Role): PollView {
  const { id, asked, open, shown, ballot, round, votes, openedAt, before } = poll
  const seen = seesResult(poll, role)
  return {
    id,
    asked,
    open,
    shown,
    ballot,
    round,
    votes,
    openedAt,
    result: seen ? result(slice, poll, role) : null,
    before: seen ? before : null,
  }
}

/** The page of open answers before this one; undefined if there is none that this role may see. */
export function pollAnswers(
  slice: Polls,
  id: string,
  before: number,
  role: Who['role'],
): Pick<Result, 'answers' | 'earlier'> | undefined {
  const poll = pollNamed(slice, id)
  const sees = poll?.asked.kind === 'text' && seesResult(poll, role)
  return sees ? answersBefore(slice, poll, before, isModerator(role)) : undefined
}

function result(slice: Polls, poll: Poll, role: Role): Result {
  return resultOf(slice, poll, isModerator(role))
}

function isModerator(role: Who['role']): boolean {
  return (MODERATORS as readonly string[]).includes(role)
}

function seesResult({ shown }: Pick<Poll, 'shown'>, role: Who['role']): boolean {
  return shown || isModerator(role)
}
