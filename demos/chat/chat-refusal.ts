/** Explains why a message or a name was refused. */
import type { Refusal } from '../../protocol/refusal.ts'

/** Why it was refused, and what to do. */
export function wordsFor({ code, retryAfterMs = 0 }: Refusal): string {
  if (code === 'rate-limited')
    return `Not so fast: send it again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`
  if (code === 'unavailable') return 'The server does not answer: not sent yet. Send it again in a moment.'
  if (code === 'chat-closed') return 'The chat is closed.'
  if (code === 'paused') return 'The speaker has paused the messages. Send it again later.'
  if (code === 'name-taken') return 'A speaker has this name: choose another.'
  if (code === 'no-cookie') return 'This browser sends no cookie: allow cookies, and load this page again.'
  if (code === 'malformed') return 'This contains no visible text.'
  return 'This was refused.'
}
