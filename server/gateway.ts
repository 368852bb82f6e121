/** Socket.IO on one side, talks on the other: handshake, roles, calls, patches, signals. */
import { randomBytes } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import * as v from 'valibot'
import type { Connection } from '../protocol/exhibit.ts'
import type { TalkId } from '../protocol/ids.ts'
import { parseIntent } from '../protocol/intent.ts'
import { refusal, type Refusal } from '../protocol/refusal.ts'
import { ROLES, type Role, type Who } from '../protocol/role.ts'
import { watchSchema, type TopicName } from '../protocol/topics.ts'
import { changesSince } from '../protocol/view.ts'
import { helloSchema, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, type Hello, type News } from '../protocol/wire.ts'
import { answerAsk } from './asks.ts'
import { answerCalls } from './calls.ts'
import { createChatRate } from './chat-rate.ts'
import { handshakeOf, HardenedWebSocketServer } from './hardened-ws.ts'
import { countHeads, type Heads, type RoomCount } from './heads.ts'
import type { Keys } from './keys.ts'
import type { TalkLog } from './log/log.ts'
import { mayConnect } from './origin.ts'
import type { Play } from './play.ts'
import type { Talk } from './talk.ts'
import { createTopicHub, type TopicHub, type TopicSources } from './topics.ts'

/** Browsers come back within this time after a planned restart; a big room takes longer, up to the most. */
const PRESENTER_BACK_MS = 300
const AUDIENCE_BACK_MS = 1000
const AUDIENCE_BACK_MOST_MS = 8000

interface SocketData {
  who: Who & { role: Role }
  talk: TalkId
  /** What the browser already had when it came. */
  had: { epoch: string | undefined; seq: number }
}
type IoServer = Server<Record<string, never>, News, Record<string, never>, SocketData>

export interface GatewayParts {
  http: HttpServer
  log: TalkLog
  talks: ReadonlyMap<TalkId, Talk>
  keys: Keys
  /** The exact origins whose pages may open a socket. */
  origins: () => string[]
  /** What the live elements of a talk may watch. */
  sources: (talk: Talk, browsers: () => number, room: () => RoomCount) => TopicSources
  /** What the visitors of each talk play with. */
  plays: ReadonlyMap<TalkId, Play>
  logger: Logger
}

export interface Gateway {
  /** Tells every browser that the server goes down on purpose, and closes the sockets. */
  close(): Promise<void>
  /** The topics of a talk that somebody watches now. */
  watched(talk: TalkId): TopicName[]
}

export function createGateway(parts: GatewayParts): Gateway {
  const { http, log, talks, keys, origins, sources, plays, logger } = parts
  const io: IoServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 10_000,
    pingTimeout: 5_000,
    connectTimeout: 5_000,
    perMessageDeflate: false,
    wsEngine: HardenedWebSocketServer as never,
    allowRequest: (request, decide) => {
      const may = mayConnect(request, origins())
      // Engine.IO answers a refused upgrade with 400, which reads as a broken request; this one is forbidden.
      if (!may && request.headers.upgrade)
        request.socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      decide(null, may)
    },
  })
  const chatRate = createChatRate()
  const rooms = new Map<TalkId, GatewayRoom>()
  for (const talk of talks.values())
    rooms.set(
      talk.id,
      openRoom(io, log, talk, (count) => sources(talk, () => io.engine.clientsCount, count)),
    )

  io.use((socket, next) => {
    const { cookie } = socket.handshake.headers
    const admitted = admit(socket.handshake.auth, keys.device(cookie), keys.participant(cookie), talks)
    if ('code' in admitted) return next(new Error(admitted.code))
    Object.assign(socket.data, admitted)
    next()
  })

  io.on('connection', (socket) => {
    const { who, talk: id, had } = socket.data
    const talk = talks.get(id)
    const room = rooms.get(id)
    const play = plays.get(id)
    if (!talk || !room || !play) return void socket.disconnect(true)
    const hello = (since: number): void => {
      socket.emit('patch', talk.epoch, since, talk.state.seq, changesSince(talk.state, since, who.role))
    }
    const { name: transport } = socket.conn.transport
    const seat = room.heads.enter({
      role: who.role,
      agent: socket.handshake.headers['user-agent'],
      transport,
    })
    socket.conn.on('upgrade', ({ name }: { name: string }) => seat.carriedBy(name))
    answerCalls(
      socket,
      {
        intent: (payload) => {
          const intent = parseIntent(payload)
          if ('code' in intent) return intent
          const waitMs = chatRate.wait(intent, who.id)
          return waitMs > 0 ? refusal('rate-limited', waitMs) : talk.append(intent, who)
        },
        probe: () => {
          seat.pinged()
          return Date.now()
        },
        resync: () => hello(0),
        watch: (payload) => {
          const parsed = v.safeParse(watchSchema, payload)
          if (!parsed.success) return refusal('malformed')
          const { topic, on, since = 0 } = parsed.output
          return on ? room.topics.watch(socket, topic, since) : room.topics.unwatch(socket, topic)
        },
        ask: (payload) =>
          answerAsk(payload, { talk, who, play, connection: () => describeConnection(socket.conn) }),
      },
      logger,
    )
    // First what was missed, then the channel, in one turn: nothing falls between.
    const knows = had.epoch === talk.epoch && had.seq <= talk.state.seq
    hello(knows ? had.seq : 0)
    void socket.join(channel(id, who.role))
    const known = room.heads.latest()
    if (known && who.role !== 'audience') socket.emit('headcount', known)
    socket.on('disconnect', () => {
      seat.leave()
      room.topics.forget(socket)
    })
  })

  return {
    async close() {
      for (const room of rooms.values()) room.close()
      const perBrowser = AUDIENCE_BACK_MS + io.engine.clientsCount
      for (const id of rooms.keys()) {
        for (const role of ROLES) {
          const within =
            role === 'presenter' ? PRESENTER_BACK_MS : Math.min(perBrowser, AUDIENCE_BACK_MOST_MS)
          io.to(channel(id, role)).emit('restart', within)
        }
      }
      // Closing the engine, not the sockets: a browser told `io server disconnect` would stay away.
      await new Promise((resolve) => setImmediate(resolve))
      await io.close()
    },
    watched: (talk) => rooms.get(talk)?.topics.watched() ?? [],
  }
}

/** What the gateway keeps for one talk while it is open. */
interface GatewayRoom {
  heads: Heads
  topics: TopicHub
  close(): void
}

function openRoom(
  io: IoServer,
  log: TalkLog,
  talk: Talk,
  sources: (count: () => RoomCount) => TopicSources,
): GatewayRoom {
  const heads = countHeads(log, talk.id, (headcount) => {
    io.to([channel(talk.id, 'presenter'), channel(talk.id, 'stage')]).emit('headcount', headcount)
  })
  const topics = createTopicHub(
    sources(() => heads.room()),
    (topic) => channel(talk.id, topic),
    (to, topic, news) => void io.to(to).emit('topic', topic, news),
  )
  const undo = ROLES.map((role) => sendPatches(io, talk, role))
  return {
    heads,
    topics,
    close() {
      heads.close()
      topics.close()
      for (const each of undo) each()
    },
  }
}

/** The role is decided here and nowhere else: from the pairing cookie, never from what the browser claims. */
function admit(
  auth: unknown,
  device: string | null,
  participant: string | null,
  talks: ReadonlyMap<TalkId, Talk>,
): SocketData | Refusal {
  const parsed = v.safeParse(helloSchema, auth)
  if (!parsed.success) return refusal(speaksAnother(auth) ? 'outdated' : 'malformed')
  const hello: Hello = parsed.output
  if (hello.protocol !== PROTOCOL_VERSION) return refusal('outdated')
  if (!talks.has(hello.talk)) return refusal('unknown-talk')
  const privileged = hello.role === 'presenter' || hello.role === 'moderator'
  if (privileged && device === null) return refusal('unauthorized')
  const id = device ?? participant ?? `guest-${randomBytes(9).toString('base64url')}`
  return {
    who: { role: hello.role, paired: device !== null, id },
    talk: hello.talk,
    had: { epoch: hello.epoch, seq: hello.seq ?? 0 },
  }
}

/** A later version may greet in a shape we do not know; it must still learn that it is the wrong version. */
function speaksAnother(auth: unknown): boolean {
  return typeof auth === 'object' && auth !== null && 'protocol' in auth && auth.protocol !== PROTOCOL_VERSION
}

function channel(talk: TalkId, audience: Role | TopicName): string {
  return `${talk} ${audience}`
}

/** Asked anew each time, since a connection that began by polling may have become a WebSocket. */
function describeConnection({ transport }: Socket['conn']): Connection {
  const opened = handshakeOf((transport as { socket?: object }).socket)
  if (transport.name !== 'websocket' || !opened) return { transport: transport.name, handshake: null }
  const { request, answer, openedAt } = opened
  return { transport: transport.name, handshake: { request, answer, openMs: Date.now() - openedAt } }
}

/** One encoding for each role, whatever the number of sockets. Returns its undo. */
function sendPatches(io: IoServer, talk: Talk, role: Role): () => void {
  let sent = talk.state.seq
  return talk.onChange((state) => {
    const changes = changesSince(state, sent, role)
    // Nothing for this role: the next patch spans these entries too.
    if (Object.keys(changes).length === 0) return
    io.to(channel(talk.id, role)).emit('patch', talk.epoch, sent, state.seq, changes)
    sent = state.seq
  })
}
