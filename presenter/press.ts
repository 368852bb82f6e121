/** Sends wishes to the talk, each once while it is on its way. */
import type { Connection } from '../client/connection/connection.ts'
import { newIntent } from '../client/connection/intents.ts'
import type { RefusalCode } from '../protocol/refusal.ts'

/** An intent without its id. */
export type Wish = Parameters<typeof newIntent>[0]

/**
 * Sends an intent, and reports the outcome by vibration, note and announcement. Resolves to whether it was accepted. While
 * the same wish is on its way, another one is ignored, so a wish must be absolute: `open: true`, not "toggle".
 */
export type Press = (wish: Wish) => Promise<boolean>

/** Resolves to whether the wish was accepted. Wishes are absolute, so sending one twice or late does no harm. */
export function createPress(
  connection: Pick<Connection, 'send'>,
  tell: { accepted(): void; refused(code: RefusalCode): void },
): Press {
  const underway = new Set<string>()
  return async (wish) => {
    const key = JSON.stringify(wish)
    if (underway.has(key)) return false
    underway.add(key)
    const ack = await connection.send(newIntent(wish))
    underway.delete(key)
    if (ack.ok) tell.accepted()
    else tell.refused(ack.refusal.code)
    return ack.ok
  }
}
