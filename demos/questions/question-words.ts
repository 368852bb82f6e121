/** The messages about questions. */
import type { Refusal, RefusalCode } from '../../protocol/refusal.ts'

const WHY_NOT: Partial<Record<RefusalCode, string>> = {
  closed: 'The questions are closed.',
  'no-such-item': 'This question is not shown any more.',
  'name-taken': 'A speaker has your name: ask without a name, or choose another one.',
  'no-cookie': 'This browser sends no cookie: allow cookies, and load this page again.',
  malformed: 'This contains no visible text.',
  paused: 'The speaker has paused what the room sends.',
  unavailable: 'Not stored: the server cannot be reached or cannot write. Try again in a moment.',
}

/** Why something was refused, and what to do. */
export function whyNot({ code, retryAfterMs = 0 }: Refusal): string {
  if (code === 'rate-limited')
    return `Not so fast: try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`
  return WHY_NOT[code] ?? 'This was refused.'
}

/** `1 vote`, `12 votes`. */
export function votesIn(votes: number): string {
  return votes === 1 ? '1 vote' : `${votes.toLocaleString('en')} votes`
}
