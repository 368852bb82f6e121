/** Explains why a message or a name was refused. */
import type { Refusal } from '../../protocol/refusal.ts'
import { fill, words } from '../../client/words.ts'

/** Why it was refused, and what to do. */
export function wordsFor({ code, retryAfterMs = 0 }: Refusal): string {
  const { chat, noCookie, noText, refusedAnyhow } = words.elements
  if (code === 'rate-limited')
    return fill(chat.wait, { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) })
  if (code === 'unavailable') return chat.unavailable
  if (code === 'chat-closed') return chat.closed
  if (code === 'paused') return chat.paused
  if (code === 'name-taken') return chat.nameTaken
  if (code === 'no-cookie') return noCookie
  return code === 'malformed' ? noText : refusedAnyhow
}
