/** A browser's connection in memory: the test fills its send queue and reads what was sent to it. */
import type { Socket as Connection } from 'engine.io'
import type { Role } from '../../protocol/role.ts'
import type { Receiver } from '../../server/room/send-queues.ts'

export interface MemoryLine {
  line: Receiver
  /** Whole packets; a packet that Engine.IO would queue starts with `queued `. */
  sent: string[]
  state: { waiting: number; closed: boolean }
  queue: { data: string }[]
  /** The events that were sent and not yet read: name and arguments. */
  take(): unknown[][]
}

export function memoryLine(role: Role = 'audience', id = 'guest'): MemoryLine {
  const sent: string[] = []
  const state = { waiting: 0, closed: false }
  const stream = {
    get writableLength() {
      return state.waiting
    },
    write: (bytes: Buffer) => sent.push(bytes.subarray(bytes[1] === 126 ? 4 : 2).toString()) > 0,
  }
  const connection = {
    readyState: 'open',
    writeBuffer: [] as { data: string }[],
    transport: { name: 'websocket', writable: true, socket: { readyState: 1, _socket: stream } },
    send: (text: string) => sent.push(`queued ${text}`),
    close: () => (state.closed = true),
  }
  let taken = 0
  return {
    line: { connection: connection as unknown as Connection, role, who: { id }, behind: undefined },
    sent,
    state,
    queue: connection.writeBuffer,
    take() {
      const events = sent.slice(taken).map((text) => JSON.parse(text.slice(text.indexOf('['))) as unknown[])
      taken = sent.length
      return events
    },
  }
}
