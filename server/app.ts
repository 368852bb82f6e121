/** Combines the modules: decks, talks, HTTP and sockets. Used by the CLI and by every test. */
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { TunnelStatus } from '../protocol/address.ts'
import type { Deck, DeckWarning } from '../protocol/deck.ts'
import type { TalkId } from '../protocol/ids.ts'
import { SERVER } from '../protocol/role.ts'
import type { ChannelName } from '../protocol/channels.ts'
import { newId } from './base/new-id.ts'
import type { Compiler } from './deck/compiler.ts'
import { hasNothing, isPdf, type DeckSource } from './deck/load.ts'
import { createPictures, type Pictures } from './deck/pdf/pictures.ts'
import { requireFirstPage } from './deck/pdf/first-page.ts'
import { watchDeck } from './deck/watch.ts'
import { createConnectionLimit, type ConnectionLimits } from './admission/connection-limit.ts'
import type { LastError } from './ops/last-error.ts'
import { createGateway } from './gateway/gateway.ts'
import { createHealth, type Health } from './http/health.ts'
import { createHttp } from './http/http.ts'
import { createOurHost } from './admission/hosts.ts'
import type { Keys } from './keys/keys.ts'
import type { TalkLog, Undo } from './log/log.ts'
import {
  instrumentLog,
  instrumentTalk,
  NO_INSTRUMENTATION,
  type Instrumentation,
} from './talk/instrumentation.ts'
import type { Metrics } from './ops/metrics.ts'
import { recordingFeed } from './feeds/recording.ts'
import type { Pages } from './http/pages.ts'
import { createExhibits, type Exhibits } from './exhibits/exhibits.ts'
import { createPosts, type Posts } from './feeds/hub.ts'
import { createCheck } from './ops/check.ts'
import { createNodeReport, nodeHealth } from './ops/node-report.ts'
import { nextRun } from './talk/next-run.ts'
import { openTalk, type Talk } from './talk/talk.ts'
import { devicesSignal } from './room/devices-signal.ts'
import { countPresence } from './room/count-presence.ts'
import { openRoom, type Room } from './room/room.ts'
import type { Show } from './http/talk-pages.ts'
import { createTrust, type TrustedProxies } from './admission/trusted-proxies.ts'
import { createWatchdog } from './ops/watchdog.ts'

export interface AppParts {
  log: TalkLog
  /** False while the log can only be read; true by default. */
  writable?: boolean
  /** Days after its end for which a run is kept; the caller deletes it. 0 and by default if nobody does. */
  keepDays?: number
  sources: DeckSource[]
  /** Closed with the app. */
  compiler: Compiler
  /** The pictures of PDFs; by default only in memory. Closed with the app. */
  pictures?: Pictures
  keys: Keys
  /** Created with the HTTP server, because a development server listens on it, too. */
  pages: (http: Server) => Promise<Pages>
  logger: Logger
  /**
   * The exact origins whose pages may open a socket, and whose hosts are answered. Called for each request, because a
   * laptop changes networks.
   */
  origins: () => string[]
  /** The public address, without a trailing slash. */
  publicUrl: () => string
  /** The tunnel that leads to this server; none by default. */
  tunnel?: () => TunnelStatus | null
  /** The folder of the log; null if it is in Redis. By default, nothing is stored. */
  data?: string | null
  tls?: { key: string; cert: string }
  /** A server of the caller, who passes it the requests and closes it; by default one of its own. */
  http?: Server
  /** The trusted proxies; none by default. */
  trustProxy?: TrustedProxies | null
  /** The connection limits; none by default. */
  connections?: ConnectionLimits | null
  /** The feed of the stream; by default the recording. Closed with the app. */
  posts?: Posts
  /** The instrumentation; none by default. */
  metrics?: Pick<Metrics, 'instrumentation' | 'read'>
  /** The source of the last error for presenters. */
  lastError?: Pick<LastError, 'last'>
  /** The clock for entries, in ms since 1970; by default this computer's. */
  now?: () => number
  /** The time in ms after which a WebSocket of the cycle's exhibit is closed; 10 s by default. */
  cycleHoldMs?: number
}

export interface App {
  http: Server
  /** Answers a request, whatever server it came from. */
  handler: RequestHandler
  /** `append` of a talk, for callers without a socket. Throws for an unknown id. */
  talk(id: TalkId): Talk
  /** Its deck as it is now. Throws for an unknown id. */
  deck(id: TalkId): Deck
  talks: { id: TalkId; title: string; warnings: DeckWarning[]; resumed: boolean }[]
  /** The non-core channels of a talk that somebody subscribes to. Only their sources run. */
  subscribed(id: TalkId): ChannelName[]
  health: Health
  /** Tells the browsers, finishes the writes, frees the port. The log stays open, because it belongs to the caller. */
  close(): Promise<void>
}

/** Addresses of the server itself, which no talk can have. */
const TAKEN = ['pair', 'assets', 'healthz', 'readyz', 'socket.io', 'metrics']
/** A closing server waits this long for pending answers. */
const ANSWERS_WITHIN_MS = 1000

export async function createApp(parts: AppParts): Promise<App> {
  const { sources, compiler, keys, logger, tls, metrics, lastError } = parts
  const instrumentation = metrics?.instrumentation ?? NO_INSTRUMENTATION
  const log = instrumentLog(parts.log, instrumentation)
  const pictures = parts.pictures ?? createPictures(null, logger)
  if (sources.some(({ entry }) => isPdf(entry))) pictures.warm()
  const shows = new Map<TalkId, Show>()
  const talks: App['talks'] = []
  for (const source of sources) {
    const show = await openShow(source, parts, log, instrumentation)
    const { id, title, warnings } = show.deck
    shows.set(id, show)
    talks.push({ id, title, warnings, resumed: show.talk.state.clock.startedAt !== null })
  }

  const [only] = shows.values()
  if (shows.size === 1 && only) await requireFirstPage(only.source, only.deck, pictures)

  let closing = false
  const watchdog = createWatchdog({ logger })
  const health = createHealth([...shows.keys()], () => closing, watchdog.trouble)
  const http = parts.http ?? openHttp(tls)
  const { connections } = parts
  const connectionLimit = connections
    ? createConnectionLimit(http, connections, ({ headers }) => keys.device(headers.cookie) !== null)
    : undefined
  const pages = await parts.pages(http)
  const { publicUrl, tunnel = () => null } = parts
  const joinUrl = (id: TalkId): string => (shows.size === 1 ? `${publicUrl()}/` : `${publicUrl()}/${id}/`)
  const opened = new Map([...shows].map(([id, show]): [TalkId, Talk] => [id, show.talk]))
  const recording = createPosts({ feed: recordingFeed() })
  const posts = parts.posts ?? recording
  const exhibits = new Map<TalkId, Exhibits>()
  const rooms = new Map<TalkId, Room>()
  const counting: Undo[] = []
  const browsers = (): number => [...rooms.values()].reduce((sum, { size }) => sum + size, 0)
  for (const [id, talk] of opened) {
    const play = createExhibits({
      log,
      talk,
      posts,
      recording,
      devices: devicesSignal(keys.devices, id),
      address: () => ({ url: joinUrl(id), tunnel: tunnel() }),
      kinds: () => shows.get(id)?.deck.settings.reactions ?? [],
      cycleHoldMs: parts.cycleHoldMs,
      browsers,
      logger,
    })
    exhibits.set(id, play)
    const room = openRoom({
      log,
      talk,
      browsers,
      sources: play.sources,
      health: () => nodeHealth(talk, watchdog, lastError),
      pressure: watchdog.pressure,
    })
    rooms.set(id, room)
    counting.push(countPresence(talk, () => room.presence.latest()?.audience))
  }
  const report = createNodeReport({ rooms, posts, deck: (id) => shows.get(id)?.kept ?? null })
  const check = createCheck({
    rooms,
    posts,
    tunnel,
    stageUrl: (id) => `${publicUrl()}/${id}/stage`,
    show: (id) => shows.get(id),
    data: parts.data,
  })
  const trust = createTrust(parts.trustProxy ?? null)
  const ourHost = createOurHost(parts.origins, trust)
  const app = createHttp({
    log,
    shows,
    keys,
    pages,
    pictures,
    publicUrl,
    joinUrl,
    keepDays: parts.keepDays ?? 0,
    tunnelled: parts.tunnel !== undefined,
    secure: tls !== undefined,
    trust,
    ourHost,
    connectionLimit,
    now: parts.now,
    health,
    serverView: report.view,
    check,
    logger,
  })
  if (!parts.http) http.on('request', app)
  const { origins } = parts
  const gateway = createGateway({
    http,
    rooms,
    keys,
    trust,
    exhibits,
    origins,
    ourHost,
    instrumentation,
    connectionLimit,
    logger,
  })
  metrics?.read(() => report.figures(gateway.refused()))

  const unwatchEpochs = [...opened.keys()].map((id) => log.onEpoch(id, () => instrumentation.epochChanged()))
  const unwatchDecks = [...shows.values()].map((show) => watchShow(show, compiler, logger))

  return {
    http,
    handler: app,
    talks,
    talk(id) {
      const talk = opened.get(id)
      if (!talk) throw new Error(`There is no talk "${id}".`)
      return talk
    },
    deck(id) {
      const show = shows.get(id)
      if (!show) throw new Error(`There is no talk "${id}".`)
      return show.deck
    },
    subscribed: (id) => rooms.get(id)?.subscribed() ?? [],
    health,
    async close() {
      closing = true
      for (const stop of [...unwatchDecks, ...unwatchEpochs]) stop()
      for (const stop of counting) stop()
      for (const room of rooms.values()) room.sayRestart()
      for (const play of exhibits.values()) play.finish()
      // Intents that have arrived are decided, written and answered while their connection is still open.
      for (const { talk } of shows.values()) await talk.close()
      for (const room of rooms.values()) room.close()
      await gateway.close()
      for (const play of exhibits.values()) play.close()
      compiler.close()
      pictures.close()
      posts.close()
      recording.close()
      watchdog.close()
      if (!parts.http) await closeHttp(http)
    },
  }
}

function openHttp(tls: AppParts['tls']): Server {
  const http = tls ? createTlsServer(tls) : createServer()
  // Clients that send headers slowly hold a connection no longer than this.
  http.headersTimeout = 10_000
  http.requestTimeout = 15_000
  return http
}

/**
 * Frees the port once every answer is sent, or after `ANSWERS_WITHIN_MS`. Node waits without limit for connections
 * that have sent no request yet, and browsers open such connections in advance.
 */
async function closeHttp(http: Server): Promise<void> {
  const closed = new Promise((resolve) => http.close(resolve))
  const limit = setTimeout(() => http.closeAllConnections(), ANSWERS_WITHIN_MS)
  await closed
  clearTimeout(limit)
}

/** Compiles a deck and opens its talk. */
async function openShow(
  source: DeckSource,
  { compiler, logger, now, writable = true }: AppParts,
  log: TalkLog,
  instrumentation: Instrumentation,
): Promise<Show> {
  if (TAKEN.includes(source.id))
    throw new Error(`A deck cannot be called "${source.id}": rename ${source.root}.`)
  // The deck is compiled in another thread while the log is read in this one.
  const [deck, unmetered] = await Promise.all([
    compiler.load(source),
    openTalk(log, source.id, logger, now, { writable }),
  ])
  const talk = instrumentTalk(unmetered, instrumentation)
  const show: Show = { source, deck, talk, kept: null }
  // A rehearsal whose server was killed.
  if (talk.state.run.rehearsal && !(await nextRun(talk)))
    logger.error({ talk: talk.id }, 'The rehearsal goes on, because the log cannot be written.')
  await outline(show, logger)
  // A new run begins with the slides of the earlier one, and the deck may have changed at that moment.
  let known = talk.state.run.number
  talk.onChange(({ run: { number, closed } }) => {
    if (number === known || closed) return
    known = number
    void outline(show, logger)
  })
  return show
}

/** Replaces the deck in place when its files change. Returns its undo. */
function watchShow(show: Show, compiler: Compiler, logger: Logger): Undo {
  return watchDeck(show.source, {
    compiler,
    current: () => show.deck,
    changed(deck) {
      for (const warning of deck.warnings)
        logger.warn({ deck: deck.id, ...warning }, 'The deck has a problem.')
      show.deck = deck
      show.kept = null
      void outline(show, logger)
    },
    kept(why) {
      show.kept = why
      const line = `An earlier version of the deck is shown: ${why.file}:${why.line} ${why.message}`
      logger.error({ deck: show.deck.id }, line)
    },
  })
}

/** Tells the talk its current slides; nothing happens if they are unchanged. */
async function outline({ talk, deck }: Show, logger: Logger): Promise<void> {
  // A talk that had slides waits for them, because an empty outline would move it.
  if (hasNothing(deck) && talk.state.talk.version !== '') return
  // The next run is told when it begins.
  if (talk.state.run.closed) return
  const intent = {
    id: newId(),
    type: 'talk/outline',
    version: deck.version,
    slides: deck.outline,
  } as const
  const ack = await talk.append(intent, SERVER)
  if (ack.ok || talk.state.run.closed) return
  logger.error({ talk: talk.id, refusal: ack.refusal.code }, 'The talk refused the new outline.')
}
