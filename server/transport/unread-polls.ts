/** For long-polling: the bytes of answers to polls that the system has not taken yet, because nobody reads them. */
import type { ServerResponse } from 'node:http'
import type { Server, Socket as Connection } from 'engine.io'
import { bytesOf, type QueuedPacket } from './queued-packet.ts'

/** The member of Engine.IO's transport for long-polling that is read: the poll that waits for an answer. */
interface PollingInsides {
  name: string
  res?: ServerResponse | null
}

const unread = new WeakMap<Connection, Map<ServerResponse | undefined, number>>()

/** Counts the bytes of answers to polls from now on. */
export function countUnreadPolls(engine: Server): void {
  engine.on('flush', (connection: Connection, packets: QueuedPacket[]) => {
    const { name, res } = connection.transport as unknown as PollingInsides
    if (name !== 'polling') return
    const answers = unread.get(connection) ?? new Map<ServerResponse | undefined, number>()
    unread.set(connection, answers)
    // An answer that cannot be followed counts as unread forever.
    if (!res) return void answers.set(undefined, Infinity)
    answers.set(res, bytesOf(packets))
    res.once('close', () => answers.delete(res))
  })
}

export function unreadPolls(connection: Connection): number {
  let bytes = 0
  for (const each of unread.get(connection)?.values() ?? []) bytes += each
  return bytes
}

/** Closes the HTTP connections that carry them. */
export function dropUnreadPolls(connection: Connection): void {
  for (const answer of unread.get(connection)?.keys() ?? []) answer?.destroy()
}
