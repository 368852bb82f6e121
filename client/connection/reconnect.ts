/** Opens the connection, and opens it again when it is lost: decides when, and by which transport. */
import type { Role } from '../../protocol/role.ts'
import { createBackoff } from './backoff.ts'
import { EarlyWebSocket } from './early-socket.ts'
import type { Subscriptions, TalkSocket } from './subscriptions.ts'

/** The transport of the messages. */
export type Transport = 'websocket' | 'polling'

/**
 * A WebSocket needs one request and may use any node. Long-polling is for networks that block WebSockets; a
 * connection started that way is upgraded to a WebSocket where possible.
 */
const DIRECT = [EarlyWebSocket]
const DETOUR: Transport[] = ['polling', 'websocket']
const POLLING: Transport[] = ['polling']

/** The time limit of a try; the first is short, so that the fallback is connected within 5 s. */
const FIRST_TRY_MS = 3500
const TRY_MS = 5000

export interface Reconnect {
  /** Reconnects at once, whatever the backoff says. */
  now(): void
  /** The connection works: resets the failures. */
  live(): void
  /** `polling` stays with long-polling. Used by the next try. */
  use(transport: Transport): void
  stop(): void
}

export function createReconnect(
  socket: TalkSocket,
  role: Role,
  { listen }: Pick<Subscriptions, 'listen'>,
): Reconnect {
  const backoff = createBackoff(role)
  const { io } = socket
  let timer: ReturnType<typeof setTimeout> | undefined
  let wanted: Transport = 'websocket'
  /** A WebSocket has worked on this page, so a failed one says little about the network. */
  let webSocketsWork = false

  function transports(): Transport[] | typeof DIRECT {
    if (wanted === 'polling') return POLLING
    const { failures } = backoff
    const isDetour = failures % 2 === 1 && (failures > 1 || !webSocketsWork)
    return isDetour ? DETOUR : DIRECT
  }

  function open(): void {
    stop()
    io.opts.transports = transports()
    io.timeout(backoff.failures === 0 ? FIRST_TRY_MS : TRY_MS)
    socket.connect()
  }

  function openIn(ms: number): void {
    stop()
    timer = setTimeout(open, ms)
  }

  /** One failure may be reported both as an error and as a disconnect. */
  function failed(busy: boolean): void {
    if (timer === undefined) openIn(backoff.next(busy))
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') failed(false)
  })
  socket.on('connect_error', (error) => {
    // A handshake refused with a code is final until the page does something.
    if (!socket.active) return stop()
    failed(isBusy(error))
  })
  listen('spread', (withinMs) => backoff.spread(withinMs))
  listen('restart', (withinMs) => {
    socket.disconnect()
    backoff.reset()
    // Spread, so that a full room does not reconnect at the same time.
    openIn(Math.random() * withinMs)
  })

  return {
    now() {
      backoff.reset()
      socket.disconnect()
      open()
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

/** Only long-polling gets a response status; a failed WebSocket has none. */
function isBusy(error: Error): boolean {
  return 'description' in error && typeof error.description === 'number' && error.description >= 500
}
