/** Sends intents: each with an id, so that it takes effect once however often it is sent again. */
import type { Intent } from '../../protocol/intent.ts'
import type { Ack } from '../../protocol/wire.ts'
import { ANSWER_WITHIN_MS, type Checks } from './checks.ts'
import type { LinkState } from './link.ts'
import type { TalkSocket } from './subscriptions.ts'

/** A tap older than this is not sent by itself any more. */
export const RETRY_FOR_MS = 3000

type Wish<I> = I extends Intent ? Omit<I, 'id'> : never

/** Gives a wish its id, once: keep the result to retry it. */
export function newIntent(wish: Wish<Intent>): Intent {
  return { id: newId(), ...wish }
}

/** 16 URL-safe characters. `crypto.randomUUID` is missing on plain http, which a phone in the room may use. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

export function createSend(
  socket: TalkSocket,
  link: Pick<LinkState, 'isLive'>,
  checks: Pick<Checks, 'health' | 'probe'>,
): (intent: Intent) => Promise<Ack> {
  /** A move says until when it is wanted, so that what a network holds back never jumps later (rule T14). */
  function expiring(intent: Intent, until: number): Intent {
    const { offsetMs } = checks.health
    if (offsetMs === undefined || !intent.type.startsWith('position/')) return intent
    return { ...intent, before: Math.round(until + offsetMs) } as Intent
  }

  return async (intent) => {
    const until = Date.now() + RETRY_FOR_MS
    for (let left = RETRY_FOR_MS; left > 0; left = until - Date.now()) {
      if (!(await link.isLive(left))) break
      try {
        const wait = Math.max(1, Math.min(ANSWER_WITHIN_MS, until - Date.now()))
        const ack = await socket.timeout(wait).emitWithAck('intent', expiring(intent, until))
        // Refused as late although it is not: a clock was set. Learn the difference anew, and ask again.
        if (!ack.ok && ack.refusal.code === 'expired' && (await checks.probe())) continue
        return ack
      } catch {
        // No answer: the link is gone or the answer was lost. The id makes asking again harmless.
      }
    }
    return { ok: false, refusal: { code: 'unavailable', retry: true } }
  }
}
