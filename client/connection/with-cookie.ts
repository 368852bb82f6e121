/** Sends an intent of a participant, and gets a new cookie first if the server no longer accepts the present one. */
import type { Intent } from '../../protocol/intent.ts'
import type { Ack } from '../../protocol/wire.ts'
import type { Connection } from './connection.ts'

/** A server that has lost its secrets does not accept earlier cookies: each page gets a new one (rule E135). */
export async function sendWithCookie(
  connection: Pick<Connection, 'send' | 'reconnect'>,
  intent: Intent,
): Promise<Ack> {
  const ack = await connection.send(intent)
  if (ack.ok || ack.refusal.code !== 'no-cookie') return ack
  await fetch(location.href, { cache: 'no-store' }).catch(() => undefined)
  connection.reconnect()
  return connection.send(intent)
}
