/** This browser's place in the room: one socket, its store, and the way to send an intent. */
import { io, type Socket } from 'socket.io-client'
import type { Intent } from '../protocol/intent.ts'
import type { Answer, Query, QueryName } from '../protocol/queries.ts'
import type { RefusalCode } from '../protocol/refusal.ts'
import type { Role } from '../protocol/role.ts'
import { PROTOCOL_VERSION, type Ack, type Calls, type Hello, type News } from '../protocol/wire.ts'
import { redial, type Transport } from './redial.ts'
import { createStore, type Store } from './store.ts'
import { onWake } from './wake.ts'
import { createSubscriptions, type Subscriptions } from './subscriptions.ts'

/** `live` only after the position has come with a connection; `refused` is final until the page does something. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'refused'

type Wish<I> = I extends Intent ? Omit<I, 'id'> : never

export interface Room {
  readonly store: Store
  readonly link: Link
  /** Why the server refused the handshake, once `link` is `refused`. */
  readonly refused: RefusalCode | undefined
  /** Calls at once and after each change. Returns its undo. */
  onLink(listener: (link: Link) => void): () => void
  readonly subscribe: Subscriptions['subscribe']
  readonly listen: Subscriptions['listen']
  /**
   * Resolves when the server has answered. A drop on the way is retried with the same id for
   * {@link RETRY_FOR_MS}; after that it answers `unavailable`, and sending the same intent again is safe.
   */
  send(intent: Intent): Promise<Ack>
  /** Round trip in ms and the server's clock minus ours in ms; null when nothing came back in 2 s. */
  probe(): Promise<{ roundTripMs: number; offsetMs: number } | null>
  /** Asks the server something for a demo; null when no answer came in 2 s, or it was refused. */
  query<N extends QueryName>(query: Query<N>): Promise<Answer<N> | null>
  /**
   * What carries this connection; undefined without one. `forced`: a WebSocket was tried, and something
   * on the way did not let it through.
   */
  readonly transport: { name: Transport; forced: boolean } | undefined
  /** Connects anew, by long-polling alone or by the best that the network lets through. */
  useTransport(transport: Transport): void
  /** The text of the newest message that moved the slides, as it came; undefined before the first. */
  readonly lastMove: string | undefined
  /** Connects anew at once, whatever the backoff says. */
  reconnect(): void
  close(): void
}

/** A patch of the position, as it comes over the wire. */
const MOVE = /^2\["patch","[^"]+","position",/

/** A tap older than this is not sent by itself any more. */
export const RETRY_FOR_MS = 3000
const ANSWER_WITHIN_MS = 2000

/** 16 URL-safe characters. `crypto.randomUUID` is missing on plain http, which a phone in the room may use. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/** Gives a wish its id, once: keep the result to retry it. */
export function newIntent(wish: Wish<Intent>): Intent {
  return { id: newId(), ...wish }
}

export function connect(talk: string, role: Role): Room {
  const store = createStore()
  const linkListeners = new Set<(link: Link) => void>()
  let link: Link = 'connecting'
  /** The server's clock minus ours in ms, once known. */
  let clockOffsetMs: number | undefined
  let refused: RefusalCode | undefined
  let wanted: Transport = 'websocket'

  const socket: Socket<News, Calls> = io({
    autoConnect: false,
    // It comes back by `redial`, which knows more of the room.
    reconnection: false,
    // Cross-site pages cannot set a header, so polling without an Origin is known to be ours (rule S4).
    extraHeaders: { 'x-lectern': '1' },
    auth: (greet) => {
      const { epoch } = store
      const channels = subscriptions.known()
      greet({ protocol: PROTOCOL_VERSION, talk, role, epoch, channels } satisfies Hello)
    },
  })

  const subscriptions = createSubscriptions(socket, store)
  const line = redial(socket, role, subscriptions)

  let lastMove: string | undefined
  // Only here is the text still what the frame carried: 4 and 2 say that it is a message with an event.
  socket.io.on('open', () => {
    // Begun by long-polling, the line has become a WebSocket.
    socket.io.engine.on('upgrade', () => link === 'live' && tellLink())
    socket.io.engine.on('packet', ({ type, data }) => {
      if (type === 'message' && typeof data === 'string' && MOVE.test(data)) lastMove = `4${data}`
    })
  })

  function setLink(next: Link): void {
    if (link === next) return
    link = next
    tellLink()
  }

  function tellLink(): void {
    for (const listener of linkListeners) listener(link)
  }

  function reconnect(): void {
    refused = undefined
    setLink('reconnecting')
    line.now()
  }

  socket.on('patch', (...patch) => {
    const [, channel] = patch
    if (store.apply(...patch) === 'gap') subscriptions.mend(channel)
    else if (channel === 'position' && link !== 'live') {
      line.live()
      setLink('live')
      void probe()
    }
  })
  socket.on('disconnect', () => {
    if (link !== 'refused') setLink('reconnecting')
  })
  socket.on('connect_error', (error) => {
    if (socket.active) return setLink(link === 'connecting' ? 'connecting' : 'reconnecting')
    refused = error.message as RefusalCode
    setLink('refused')
  })

  async function probe(): Promise<{ roundTripMs: number; offsetMs: number } | null> {
    if (!socket.connected) return null
    const sentAt = performance.now()
    const before = Date.now()
    try {
      const serverNow = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('probe', null)
      // Asked too often, the server refuses to say its time.
      if (typeof serverNow !== 'number') return null
      const roundTripMs = performance.now() - sentAt
      clockOffsetMs = serverNow - (before + roundTripMs / 2)
      return { roundTripMs, offsetMs: clockOffsetMs }
    } catch {
      return null
    }
  }

  /** A phone that wakes may hold a socket that looks open and is dead: ask, and do not believe silence. */
  async function checkLink(): Promise<void> {
    if (!refused && !(await probe()) && !refused) reconnect()
  }
  const stopWaking = onWake(() => void checkLink(), reconnect)

  async function live(withinMs: number): Promise<boolean> {
    if (link === 'live') return true
    return new Promise((resolve) => {
      const done = (is: boolean): void => {
        clearTimeout(timer)
        linkListeners.delete(listener)
        resolve(is)
      }
      const listener = (next: Link): void => {
        if (next === 'live') done(true)
        if (next === 'refused') done(false)
      }
      const timer = setTimeout(done, withinMs, false)
      linkListeners.add(listener)
    })
  }

  /** A move says until when it is wanted, so that what a network holds back never jumps later (rule T14). */
  function expiring(intent: Intent, until: number): Intent {
    if (clockOffsetMs === undefined || !intent.type.startsWith('position/')) return intent
    return { ...intent, before: Math.round(until + clockOffsetMs) } as Intent
  }

  async function send(intent: Intent): Promise<Ack> {
    const until = Date.now() + RETRY_FOR_MS
    for (let left = RETRY_FOR_MS; left > 0; left = until - Date.now()) {
      if (!(await live(left))) break
      try {
        const wait = Math.max(1, Math.min(ANSWER_WITHIN_MS, until - Date.now()))
        const ack = await socket.timeout(wait).emitWithAck('intent', expiring(intent, until))
        // Refused as late although it is not: a clock was set. Learn the difference anew, and ask again.
        if (!ack.ok && ack.refusal.code === 'expired' && (await probe())) continue
        return ack
      } catch {
        // No answer: the link is gone or the answer was lost. The id makes asking again harmless.
      }
    }
    return { ok: false, refusal: { code: 'unavailable', retry: true } }
  }

  line.now()

  return {
    store,
    subscribe: subscriptions.subscribe,
    listen: subscriptions.listen,
    async query<N extends QueryName>(query: Query<N>) {
      if (!socket.connected) return null
      try {
        const answer: unknown = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('query', query)
        const isRefusal = typeof answer === 'object' && answer !== null && 'refusal' in answer
        return isRefusal ? null : (answer as Answer<N>)
      } catch {
        return null
      }
    },
    get link() {
      return link
    },
    get refused() {
      return refused
    },
    get transport() {
      if (!socket.connected) return undefined
      const name = socket.io.engine.transport.name as Transport
      return { name, forced: name !== wanted }
    },
    get lastMove() {
      return lastMove
    },
    useTransport(transport) {
      wanted = transport
      line.use(transport)
      reconnect()
    },
    onLink(listener) {
      linkListeners.add(listener)
      listener(link)
      return () => linkListeners.delete(listener)
    },
    send,
    probe,
    reconnect,
    close() {
      line.stop()
      stopWaking()
      socket.disconnect()
    },
  }
}
