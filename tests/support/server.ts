/** Starts the real application on a free port for one test, and closes it afterwards. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { createApp, type App } from '../../server/app.ts'
import type { ConnectionLimits } from '../../server/admission/connection-limit.ts'
import type { Deck } from '../../protocol/deck.ts'
import { sameThread, type Compiler } from '../../server/deck/compiler.ts'
import { findDecks, type DeckSource } from '../../server/deck/load.ts'
import type { LastError } from '../../server/ops/last-error.ts'
import { memoryKeys, newSecret } from '../../server/keys/store.ts'
import { createKeys, type Keys } from '../../server/keys/keys.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import type { TalkLog } from '../../server/log/log.ts'
import type { Metrics } from '../../server/ops/metrics.ts'
import { builtPages } from '../../server/http/pages.ts'
import type { Posts } from '../../server/feeds/hub.ts'
import type { TrustedProxies } from '../../server/admission/trusted-proxies.ts'
import { DECK } from './deck.ts'

export interface TestServer {
  app: App
  port: number
  /** `http://127.0.0.1:port` */
  url: string
  readonly key: string
  /** Gives the server a new presenter's key, as `lectern key --new` does. */
  renewKey(): void
  log: TalkLog
  close(): Promise<void>
}

export interface ServerOptions {
  /** A deck or a folder of decks; by default the deck of the stories. */
  deck?: string
  log?: TalkLog
  logger?: pino.Logger
  /** The address of a proxy in front of this server, whose pages may connect, too. */
  origin?: () => string
  /** A feed other than the recording, or the recording at another speed. */
  posts?: Posts
  /** The source of the last error for presenters. */
  faults?: Pick<LastError, 'last'>
  /** A clock that is wrong. */
  now?: () => number
  /** The server's public address; by default its own. */
  publicUrl?: string
  trustProxy?: TrustedProxies
  /** Secrets that several servers share. */
  keys?: Keys
  connections?: ConnectionLimits
  /** The time in ms for which a WebSocket holds the worker of the cycle. */
  cycleHoldMs?: number
  /** Days for which the pages say that a run is kept. */
  keepDays?: number
  /** The instrumentation to use. */
  metrics?: Metrics
}

/** The stories' deck, compiled once per test file, because no test changes it. */
let compiled: Promise<Deck> | undefined

/**
 * A compiler that has already compiled these decks. In the thread of the test, a compile while the log is opened would
 * delay the answers of Redis until they count as late.
 */
async function compiledFirst(sources: readonly DeckSource[], isStories: boolean): Promise<Compiler> {
  const decks = new Map<DeckSource, Deck>()
  for (const source of sources)
    decks.set(source, await (isStories ? (compiled ??= sameThread.load(source)) : sameThread.load(source)))
  return {
    ...sameThread,
    async load(source) {
      const deck = decks.get(source)
      // Later, its files have changed.
      decks.delete(source)
      return deck ?? sameThread.load(source)
    },
  }
}

/** Everything is real except the disk, unless a log is given. Pages come from the build. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  if (!existsSync('dist/client/audience/index.html'))
    throw new Error('The pages are not built: npm run build.')
  const log = options.log ?? openMemoryLog()
  const secrets = memoryKeys()
  const keys = options.keys ?? createKeys(secrets)
  let url = ''
  const sources = await findDecks(options.deck ?? DECK)
  const app = await createApp({
    log,
    sources,
    compiler: await compiledFirst(sources, options.deck === undefined),
    keys,
    pages: () => builtPages('dist/client'),
    logger: options.logger ?? pino({ level: 'silent' }),
    origins: () => [
      url,
      url.replace('127.0.0.1', 'localhost'),
      ...(options.origin ? [options.origin()] : []),
      ...(options.publicUrl === undefined ? [] : [options.publicUrl]),
    ],
    publicUrl: () => options.publicUrl ?? url,
    trustProxy: options.trustProxy ?? null,
    keepDays: options.keepDays ?? 0,
    connections: options.connections ?? null,
    ...(options.posts && { posts: options.posts }),
    ...(options.faults && { lastError: options.faults }),
    ...(options.now && { now: options.now }),
    ...(options.cycleHoldMs && { cycleHoldMs: options.cycleHoldMs }),
    ...(options.metrics && { metrics: options.metrics }),
  })
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve))
  const { port } = app.http.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await app.close()
    if (!options.log) await log.close()
  }
  onTestFinished(close)
  return {
    app,
    port,
    url,
    get key() {
      return keys.presenterKey
    },
    renewKey: () => secrets.renew(newSecret()),
    log,
    close,
  }
}

/** A temporary folder for one test, removed afterwards. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
