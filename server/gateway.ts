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
import type { Role, Who } from '../protocol/role.ts'
import type { Counts } from '../protocol/room.ts'
import type { NodeHealth } from '../protocol/server-view.ts'
import { PRESENTERS_TOPICS, watchSchema, type TopicName } from '../protocol/topics.ts'
import { helloSchema, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, type Hello, type News } from '../protocol/wire.ts'
import { answerAsk } from './asks.ts'
import { answerCalls } from './calls.ts'
import { createChatRate } from './chat-rate.ts'
import { createDoor } from './door.ts'
import { endPairings } from './end-pairings.ts'
import { handshakeOf, HardenedWebSocketServer } from './hardened-ws.ts'
import type { RoomCount } from './heads.ts'
import type { Keys } from './keys.ts'
import type { TalkLog } from './log/log.ts'
import type { Line } from './lines.ts'
import type { Meter } from './meter.ts'
import { mayConnect } from './origin.ts'
import type { Play } from './play.ts'
import type { Talk } from './talk.ts'
import { openRoom, type Room } from './room.ts'
import type { TopicSources } from './topics.ts'

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
  /** How this node fares with a talk, for the presenters on the other nodes. */
  health: (talk: Talk) => NodeHealth
  meter: Pick<Meter, 'intent'>
  logger: Logger
}

export interface Gateway {
  /** Tells every browser that the server goes down on purpose, and closes the sockets. */
  close(): Promise<void>
  /** The topics of a talk that somebody watches now. */
  watched(talk: TalkId): TopicName[]
  /** The browsers of a talk; undefined when there is no such talk. */
  room(talk: TalkId): Pick<Room, 'heads' | 'lines'> | undefined
  /** Sockets turned away before they were open, by reason, since the start. */
  refused(): Counts
}

export function createGateway(parts: GatewayParts): Gateway {
  const { http, log, talks, keys, origins, sources, plays, health, meter, logger } = parts
  const refused: Counts = {}
  const turnAway = (reason: string): void => void (refused[reason] = (refused[reason] ?? 0) + 1)
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
      if (!may) turnAway('origin')
      decide(null, may)
    },
  })
  const door = createDoor((request) => keys.device(request.headers.cookie) !== null)
  io.engine.use(door)
  const browsers = (): number => io.engine.clientsCount
  const chatRate = createChatRate()
  const rooms = new Map<TalkId, Room>()
  for (const talk of talks.values())
    rooms.set(
      talk.id,
      openRoom({
        log,
        talk,
        browsers,
        sources: (count) => sources(talk, browsers, count),
        health: () => health(talk),
      }),
    )

  io.use((socket, next) => {
    const { cookie } = socket.handshake.headers
    const admitted = admit(socket.handshake.auth, keys.device(cookie), keys.participant(cookie), talks)
    if ('code' in admitted) {
      turnAway(admitted.code)
      return next(new Error(admitted.code))
    }
    Object.assign(socket.data, admitted)
    next()
  })

  const forget = endPairings(io, keys)
  io.on('connection', (socket) => {
    const { who, talk: id, had } = socket.data
    const room = rooms.get(id)
    const play = plays.get(id)
    if (!room || !play) return void socket.disconnect(true)
    const { talk } = room
    const line: Line = { socket, role: who.role }
    const seat = room.heads.enter({
      role: who.role,
      agent: socket.handshake.headers['user-agent'],
      transport: socket.conn.transport.name,
    })
    socket.conn.on('upgrade', ({ name }: { name: string }) => seat.carriedBy(name))
    answerCalls(
      socket,
      {
        intent: (payload) => {
          const intent = parseIntent(payload)
          if ('code' in intent) {
            meter.intent('unreadable', intent.code)
            return intent
          }
          const waitMs = chatRate.wait(intent, who.id)
          if (waitMs === 0) return talk.append(intent, who)
          meter.intent(intent.type, 'rate-limited')
          return refusal('rate-limited', waitMs)
        },
        probe: () => {
          seat.pinged()
          return Date.now()
        },
        resync: () => room.greet(line, undefined),
        watch: (payload) => {
          const parsed = v.safeParse(watchSchema, payload)
          if (!parsed.success) return refusal('malformed')
          const { topic, on, since = 0 } = parsed.output
          if (PRESENTERS_TOPICS.includes(topic) && who.role !== 'presenter') return refusal('forbidden')
          return on ? room.topics.watch(line, topic, since) : room.topics.unwatch(line, topic)
        },
        ask: (payload) =>
          answerAsk(payload, { talk, who, play, connection: () => describeConnection(socket.conn) }),
      },
      logger,
    )
    // First what was missed, then the line, in one turn: nothing falls between.
    room.greet(line, had)
    room.lines.add(line)
    socket.on('disconnect', () => {
      seat.leave()
      room.lines.remove(line)
      room.topics.forget(line)
    })
  })

  return {
    async close() {
      forget()
      for (const room of rooms.values()) room.sayRestart()
      // Closing the engine, not the sockets: a browser told `io server disconnect` would stay away.
      await new Promise((resolve) => setImmediate(resolve))
      for (const room of rooms.values()) room.close()
      await io.close()
    },
    watched: (talk) => rooms.get(talk)?.topics.watched() ?? [],
    room: (talk) => rooms.get(talk),
    refused: () => ({ ...refused, ...(door.refused > 0 && { busy: door.refused }) }),
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

/** Asked anew each time, since a connection that began by polling may have become a WebSocket. */
function describeConnection({ transport }: Socket['conn']): Connection {
  const opened = handshakeOf((transport as { socket?: object }).socket)
  if (transport.name !== 'websocket' || !opened) return { transport: transport.name, handshake: null }
  const { request, answer, openedAt } = opened
  return { transport: transport.name, handshake: { request, answer, openMs: Date.now() - openedAt } }
}
