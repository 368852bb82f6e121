/** Opens the line and opens it again whenever it is lost: when, and by which transport. */
import type { Socket } from 'socket.io-client'
import type { Role } from '../protocol/role.ts'
import type { Calls, News } from '../protocol/wire.ts'
import { createBackoff } from './backoff.ts'
import type { Subscriptions } from './subscriptions.ts'

/** What carries the messages. */
export type Transport = 'websocket' | 'polling'

/**
 * A WebSocket needs one request and may end on any node. Long-polling is for networks that let no WebSocket
 * through; begun that way, a line still becomes a WebSocket where it can.
 */
const DIRECT: Transport[] = ['websocket']
const DETOUR: Transport[] = ['polling', 'websocket']
const POLLING: Transport[] = ['polling']

/** How long a try may take; the first one is cut short so that a detour is there within 5 s. */
const FIRST_TRY_MS = 3500
const TRY_MS = 5000

export interface Redial {
  /** Connects anew at once, whatever the backoff says. */
  now(): void
  /** The line works: forgets the failures. */
  live(): void
  /** `polling` stays with long-polling. The next try uses it. */
  use(transport: Transport): void
  stop(): void
}

export function redial(
  socket: Socket<News, Calls>,
  role: Role,
  { listen }: Pick<Subscriptions, 'listen'>,
): Redial {
  const backoff = createBackoff(role)
  const { io } = socket
  let timer: ReturnType<typeof setTimeout> | undefined
  let wanted: Transport = 'websocket'
  /** A WebSocket has come through on this page, so that one that fails says little about the network. */
  let webSocketsWork = false

  function transports(): Transport[] {
    if (wanted === 'polling') return POLLING
    const { failures } = backoff
    const isDetour = failures % 2 === 1 && (failures > 1 || !webSocketsWork)
    return isDetour ? DETOUR : DIRECT
  }

  function dial(): void {
    stop()
    io.opts.transports = transports()
    io.timeout(backoff.failures === 0 ? FIRST_TRY_MS : TRY_MS)
    socket.connect()
  }

  function dialIn(ms: number): void {
    stop()
    timer = setTimeout(dial, ms)
  }

  /** Of one failure both the error and the end may be told. */
  function failed(busy: boolean): void {
    if (timer === undefined) dialIn(backoff.next(busy))
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') failed(false)
  })
  socket.on('connect_error', (error) => {
    // A handshake that was refused in words is final until the page does something.
    if (!socket.active) return stop()
    failed(isBusy(error))
  })
  listen('spread', (withinMs) => backoff.spread(withinMs))
  listen('restart', (withinMs) => {
    socket.disconnect()
    backoff.reset()
    // Spread, so that a full room does not come back in one moment.
    dialIn(Math.random() * withinMs)
  })

  return {
    now() {
      backoff.reset()
      socket.disconnect()
      dial()
    },
    live() {
      backoff.reset()
      webSocketsWork ||= io.engine.transport.name === 'websocket'
    },
    use(transport) {
      wanted = transport
    },
    stop,
  }
}

/** Only long-polling learns the status of an answer; a WebSocket that failed says nothing. */
function isBusy(error: Error): boolean {
  return 'description' in error && typeof error.description === 'number' && error.description >= 500
}
