/** The connection of this page to a talk: one socket, a store of what comes, and the ways to send and to ask. */
import { io } from 'socket.io-client'
import type { Intent } from '../../protocol/intent.ts'
import type { Role } from '../../protocol/role.ts'
import type { Handshake } from '../../protocol/handshake.ts'
import { PROTOCOL_VERSION, type Ack } from '../../protocol/wire.ts'
import { createChecks, type Checks } from './checks.ts'
import { EarlyWebSocket } from './early-socket.ts'
import { createSend } from './intents.ts'
import { createLink, type LinkState } from './link.ts'
import { createQuery, type Ask } from './queries.ts'
import type { Transport } from './reconnect.ts'
import { createStore, type Store } from './store.ts'
import { createSubscriptions, type Subscriptions, type TalkSocket } from './subscriptions.ts'

export interface Connection
  extends
    Pick<LinkState, 'link' | 'refused' | 'onLink' | 'useTransport' | 'reconnect' | 'close'>,
    Pick<Checks, 'onHealth' | 'probe'>,
    Pick<Subscriptions, 'subscribe' | 'listen'> {
  readonly store: Store
  /**
   * Resolves when the server has answered. After a drop it is sent again with the same id for `RETRY_FOR_MS`; after
   * that it answers `unavailable`, and sending the same intent again is safe.
   */
  send(intent: Intent): Promise<Ack>
  query: Ask
  /**
   * What carries this connection; undefined without one. `forced`: a WebSocket was tried, and something
   * on the way did not let it through.
   */
  readonly transport: { name: Transport; forced: boolean } | undefined
  /** The text of the newest message that moved the slides, as it came; undefined before the first. */
  readonly lastMove: string | undefined
}

/** A patch of the position, as it comes over the wire. */
const MOVE = /^2\["patch","[^"]+","position",/

export function connect(talk: string, role: Role): Connection {
  const store = createStore()
  const socket: TalkSocket = io({
    autoConnect: false,
    // `reconnect.ts` does it, which knows more of the room.
    reconnection: false,
    // Cross-site pages cannot set a header, so polling without an Origin is known to be ours (rule S4).
    extraHeaders: { 'x-lectern': '1' },
    auth: (answer) => {
      const { transport } = socket.io.engine
      const early = transport instanceof EarlyWebSocket ? transport.handshake : undefined
      const { epoch } = store
      const handshake: Handshake = early ?? {
        protocol: PROTOCOL_VERSION,
        talk,
        role,
        epoch,
        channels: subscriptions.known(),
      }
      subscriptions.sent(handshake)
      answer(handshake)
    },
  })
  const subscriptions = createSubscriptions(socket, store, role)
  const link = createLink(socket, role, subscriptions)
  // Only a presenter's page must notice at once that a connection that looks open is dead.
  const checks = createChecks(socket, link, role === 'presenter')
  let wanted: Transport = 'websocket'
  let lastMove: string | undefined

  socket.on('patch', (...patch) => {
    const [, channel] = patch
    if (store.apply(...patch) === 'gap') subscriptions.mend(channel)
    else if (channel === 'position') link.arrived()
  })
  // Only here is the text still what the frame carried: 4 and 2 say that it is a message with an event.
  socket.io.on('open', () =>
    socket.io.engine.on('packet', ({ type, data }) => {
      if (type === 'message' && typeof data === 'string' && MOVE.test(data)) lastMove = `4${data}`
    }),
  )

  return {
    store,
    subscribe: subscriptions.subscribe,
    listen: subscriptions.listen,
    send: createSend(socket, link, checks),
    query: createQuery(socket),
    get link() {
      return link.link
    },
    get refused() {
      return link.refused
    },
    onLink: link.onLink,
    onHealth: checks.onHealth,
    probe: checks.probe,
    get transport() {
      if (!socket.connected) return undefined
      const name = socket.io.engine.transport.name as Transport
      return { name, forced: name !== wanted }
    },
    useTransport(transport) {
      wanted = transport
      link.useTransport(transport)
    },
    get lastMove() {
      return lastMove
    },
    reconnect: link.reconnect,
    close() {
      checks.stop()
      link.close()
    },
  }
}
