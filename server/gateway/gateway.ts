/**
 * Socket.IO on one side, talks on the other: handshake, roles, calls, patches, signals. A long file, because it contains
 * every check that a connection passes, in their order.
 */
import { randomUUID } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { Server, type Socket as EngineSocket } from 'engine.io'
import * as v from 'valibot'
import { maySubscribe, subscribeSchema } from '../../protocol/channels.ts'
import type { Connection } from '../../protocol/exhibit.ts'
import { handshakeSchema, type Handshake } from '../../protocol/handshake.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { parseIntent } from '../../protocol/intent.ts'
import { refusal, type Refusal } from '../../protocol/refusal.ts'
import type { Role, Who } from '../../protocol/role.ts'
import type { Counts } from '../../protocol/room.ts'
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION, type Calls } from '../../protocol/wire.ts'
import { createAddressRate } from '../admission/rate-by-address.ts'
import { createCalls, type Caller, type Handler } from './calls.ts'
import {
  createContentAdmission,
  NEW_WRITERS_AT_ONCE,
  NEW_WRITERS_PER_SECOND,
  type ContentAdmission,
} from '../admission/content-admission.ts'
import { createContentRate } from '../admission/content-rate.ts'
import { isClosedTo } from '../keys/closed-room.ts'
import type { ConnectionLimit } from '../admission/connection-limit.ts'
import { createHandshakeRate, endWith } from '../admission/handshake-rate.ts'
import { endPairings } from './revocation.ts'
import { forNewcomers, inOrder, type Guard } from '../transport/engine-sessions.ts'
import { handshakeOf, HardenedWebSocketServer } from '../transport/ws-server.ts'
import type { Seat } from '../room/presence.ts'
import type { OurHost } from '../admission/hosts.ts'
import type { Device } from '../keys/device-table.ts'
import type { Keys } from '../keys/keys.ts'
import type { Receiver } from '../room/send-queues.ts'
import type { Instrumentation } from '../talk/instrumentation.ts'
import { mayConnect } from '../admission/origin.ts'
import { guardPackets } from '../transport/flood-guard.ts'
import { askTogether } from '../transport/heartbeat.ts'
import type { Exhibits } from '../exhibits/exhibits.ts'
import { answerQuery } from './queries.ts'
import { guardSessions } from '../admission/session-owner.ts'
import { REACTIONS_AT_ONCE, REACTIONS_PER_SECOND } from '../exhibits/reactions.ts'
import { VISITS, VISITS_PER_SECOND } from '../exhibits/sandboxes.ts'
import type { Bucket } from '../base/token-bucket.ts'
import type { Talk } from '../talk/talk.ts'
import type { Had, Room } from '../room/room.ts'
import { serveSockets } from '../transport/serve-sockets.ts'
import { senderOf, type Trust } from '../admission/trusted-proxies.ts'
import { countUnreadPolls } from '../transport/unread-polls.ts'
import { attachEngine } from '../transport/upgrades.ts'
import type { Visitor } from '../admission/visitor.ts'

/** A browser that was admitted. */
interface Browser extends Receiver, Caller, Visitor {
  readonly who: Who & { role: Role }
  readonly room: Room
  /** As which it was admitted; null if it is not paired. */
  readonly device: Device | null
  /** Its place in the headcount. */
  readonly seat: Seat
  /** Counts the first messages from its address; the address itself is not kept. */
  readonly newWriters: Bucket | undefined
}

interface Admitted extends Pick<Browser, 'who' | 'room' | 'device'> {
  /** What it already had when it connected. */
  had: Had
}

export interface GatewayParts {
  http: HttpServer
  rooms: ReadonlyMap<TalkId, Room>
  keys: Keys
  trust: Trust
  /** The exact origins whose pages may open a socket. */
  origins: () => string[]
  /** Whether a request names this server as its host, and not a name that an attacker points here. */
  ourHost: OurHost
  /** The exhibits of each talk. */
  exhibits: ReadonlyMap<TalkId, Exhibits>
  instrumentation: Pick<Instrumentation, 'intent'>
  /** Refuses connections when there are too many; without it, none is refused. */
  connectionLimit?: ConnectionLimit | undefined
  logger: Logger
}

export interface Gateway {
  /** Closes the connections. */
  close(): Promise<void>
  /** Sockets that were refused before they were open, by reason, since the start. */
  refused(): Counts
}

export function createGateway(parts: GatewayParts): Gateway {
  const { http, rooms, keys, trust, origins, ourHost, exhibits, instrumentation, connectionLimit, logger } =
    parts
  const refused: Counts = {}
  const turnAway = (reason: string): void => void (refused[reason] = (refused[reason] ?? 0) + 1)
  const engine = new Server({
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 5_000,
    perMessageDeflate: false,
    wsEngine: HardenedWebSocketServer,
    allowRequest: (request, decide) => {
      const may = mayConnect(request, origins())
      // Engine.IO answers a refused upgrade with 400, which means a malformed request; this one is forbidden.
      if (!may && request.headers.upgrade)
        request.socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      if (!may) turnAway('origin')
      decide(null, may)
    },
  })
  guardPackets(engine, () => turnAway('flood'))
  countUnreadPolls(engine)
  const stopAsking = askTogether(engine)
  const sessions = guardSessions(
    engine,
    ({ headers: { cookie } }) => keys.participant(cookie)?.id ?? keys.device(cookie)?.id ?? null,
  )
  const handshakeRate = createHandshakeRate((request) => keys.device(request.headers.cookie) !== null)
  // A request of an existing session is not a new one, whatever connection carries it.
  const newcomers = forNewcomers(
    engine,
    inOrder(connectionLimit ? [connectionLimit, handshakeRate] : [handshakeRate]),
  )
  const onlyOurHost: Guard = (request, response, next) => {
    if (ourHost(request)) return next()
    turnAway('host')
    endWith(request, response, 421)
  }
  // In the server of somebody else, requests still come after that.
  let closed = false
  const whileOpen: Guard = (request, response, next) => (closed ? endWith(request, response, 503) : next())
  engine.use(inOrder([whileOpen, onlyOurHost, sessions, newcomers]))
  // As hard to guess as Engine.IO's own ids, and from random bits that are drawn for many ids at a time.
  engine.generateId = () => randomUUID()
  attachEngine(http, engine, '/socket.io')
  const contentRate = createContentRate()
  const visitors = createAddressRate(VISITS, VISITS_PER_SECOND)
  const reactors = createAddressRate(REACTIONS_AT_ONCE, REACTIONS_PER_SECOND)
  const newWriters = createAddressRate(NEW_WRITERS_AT_ONCE, NEW_WRITERS_PER_SECOND)
  const contentAdmissions = new Map<Talk, ContentAdmission>(
    [...rooms.values()].map(({ talk }) => [talk, createContentAdmission(talk, contentRate)]),
  )

  const handlers: Record<keyof Calls, Handler<Browser>> = {
    intent({ who, room, newWriters: strangers }, payload) {
      const intent = parseIntent(payload)
      if ('code' in intent) {
        instrumentation.intent('unreadable', intent.code)
        return intent
      }
      const entered = contentAdmissions.get(room.talk)?.enter(intent, who, strangers)
      if (typeof entered !== 'number') return room.talk.append(intent, who).finally(entered)
      instrumentation.intent(intent.type, 'rate-limited')
      return refusal('rate-limited', entered)
    },
    probe({ seat }) {
      seat.pinged()
      return Date.now()
    },
    subscribe(browser, payload) {
      const parsed = v.safeParse(subscribeSchema, payload)
      if (!parsed.success) return refusal('malformed')
      const { channel, on, epoch, since = 0 } = parsed.output
      const { role, room } = browser
      if (!maySubscribe(channel, role)) return refusal('forbidden')
      return on ? room.subscribe(browser, channel, { epoch, seq: since }) : room.unsubscribe(browser, channel)
    },
    query(browser, payload) {
      const { talk } = browser.room
      const { connection } = browser
      const shown = exhibits.get(talk.id)
      if (!shown) return refusal('unknown-talk')
      return answerQuery(payload, {
        talk,
        visitor: browser,
        device: browser.device,
        devices: keys.devices,
        exhibits: shown,
        connection: () => describeConnection(connection),
      })
    },
  }
  const call = createCalls({ handlers, cut: ({ connection }) => connection.close(true), logger })

  const pairings = endPairings(keys)
  const closeSockets = serveSockets<Browser>({
    engine,
    admit(connection, auth) {
      const { cookie, 'user-agent': agent } = connection.request.headers
      const admitted = admit(auth, cookie, keys, rooms)
      if ('code' in admitted) {
        turnAway(admitted.code)
        return admitted.code
      }
      const { room, who, device, had } = admitted
      const { name: transport } = connection.transport
      const sender = senderOf(connection.request, trust)
      const visits = who.passing ? undefined : visitors.bucketOf(sender)
      const reacts = who.passing ? undefined : reactors.bucketOf(sender)
      const strangers = who.paired ? undefined : newWriters.bucketOf(sender)
      return () => {
        const seat = room.presence.enter({ role: who.role, agent, transport })
        if (transport === 'polling')
          connection.on('upgrade', ({ name }: { name: string }) => seat.carriedBy(name))
        const browser: Browser = {
          connection,
          role: who.role,
          who,
          room,
          device,
          seat,
          visits,
          reacts,
          newWriters: strangers,
          behind: undefined,
          pace: undefined,
        }
        pairings.add(browser)
        // First the missed changes, then the queue, in the same turn, so that nothing is lost in between.
        room.join(browser, had)
        room.queues.add(browser)
        return browser
      }
    },
    receive: (browser, said, act) => browser.room.queues.receive(browser, said, act),
    event: call,
    answer: (browser, send) => browser.room.queues.answer(browser, send),
    closed(browser) {
      const { room, seat } = browser
      seat.leave()
      pairings.remove(browser)
      room.forget(browser)
      exhibits.get(room.talk.id)?.left(browser)
    },
  })

  return {
    async close() {
      closed = true
      for (const each of contentAdmissions.values()) each.close()
      pairings.close()
      stopAsking()
      await closeSockets()
    },
    refused: () => {
      const atTheDoor: Counts = { busy: handshakeRate.refused, full: connectionLimit?.refused ?? 0 }
      return { ...refused, ...atTheDoor }
    },
  }
}

/** The role is decided only here: from the cookies, never from what the browser claims. */
function admit(
  auth: unknown,
  cookie: string | undefined,
  keys: Pick<Keys, 'device' | 'participant'>,
  rooms: ReadonlyMap<TalkId, Room>,
): Admitted | Refusal {
  const parsed = v.safeParse(handshakeSchema, auth)
  if (!parsed.success) return refusal(speaksAnother(auth) ? 'outdated' : 'malformed')
  const claimed: Handshake = parsed.output
  if (claimed.protocol !== PROTOCOL_VERSION) return refusal('outdated')
  const room = rooms.get(claimed.talk)
  if (!room) return refusal('unknown-talk')
  const device = keys.device(cookie, claimed)
  const privileged = claimed.role === 'presenter' || claimed.role === 'moderator'
  if (privileged && device === null) return refusal('unauthorized')
  const participant = keys.participant(cookie)
  if (isClosedTo(room.talk.state, device, participant?.since(claimed.talk) ?? null))
    return refusal('room-closed')
  const known = device?.id ?? participant?.id ?? null
  const id = known ?? `guest-${randomUUID()}`
  return {
    who: { role: claimed.role, paired: device !== null, id, ...(known === null && { passing: true }) },
    room,
    device,
    had: { epoch: claimed.epoch, channels: claimed.channels ?? {} },
  }
}

/** A later version may send a handshake of another shape, and must still be refused as `outdated`. */
function speaksAnother(auth: unknown): boolean {
  return typeof auth === 'object' && auth !== null && 'protocol' in auth && auth.protocol !== PROTOCOL_VERSION
}

/** Read each time, since a connection that started by long-polling may have become a WebSocket. */
function describeConnection(connection: EngineSocket): Connection {
  const { name } = connection.transport
  const opened = handshakeOf(connection)
  if (name !== 'websocket' || !opened) return { transport: name, handshake: null }
  const { request, answer, openedAt } = opened
  return { transport: name, handshake: { request, answer, openMs: Date.now() - openedAt } }
}
