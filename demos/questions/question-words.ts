/** The messages about questions. */
import type { Refusal, RefusalCode } from '../../protocol/refusal.ts'
import { fill, plural, words } from '../../client/words.ts'

/** Why something was refused, and what to do. */
export function whyNot({ code, retryAfterMs = 0 }: Refusal): string {
  const { questions, noCookie, noText, refusedAnyhow } = words.elements
  if (code === 'rate-limited')
    return fill(questions.wait, { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) })
  const known: Partial<Record<RefusalCode, string>> = {
    closed: questions.closed,
    'no-such-item': questions.gone,
    'name-taken': questions.nameTaken,
    'no-cookie': noCookie,
    malformed: noText,
    paused: questions.paused,
    unavailable: questions.unavailable,
  }
  return known[code] ?? refusedAnyhow
}

/** `1 vote`, `12 votes`. */
export function votesIn(votes: number): string {
  return plural(words.elements.votes, votes)
}
