/** What other programs import from the package `lectern`: the talk as a part of their own server. */
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { createApp as combine, type App } from './app.ts'
import { PROJECT } from './base/version.ts'
import { createCompiler } from './deck/compiler.ts'
import { findDecks } from './deck/load.ts'
import { builtPages } from './http/pages.ts'
import { loadKeys } from './keys/keys.ts'
import { presenterLink } from './keys/presenter-link.ts'
import type { Report } from './log/log.ts'
import { openMemoryLog } from './log/memory.ts'
import { DATABASE } from './log/sqlite/file.ts'
import { openSqliteLog } from './log/sqlite/log.ts'
import { createLogger } from './ops/logger.ts'

export { findDecks, loadDeck, type DeckSource } from './deck/load.ts'
export type { Deck, DeckWarning, OutlineSlide } from '../protocol/deck.ts'
export type { Intent } from '../protocol/intent.ts'
export type { Who } from '../protocol/role.ts'
export type { State } from '../protocol/state.ts'
export type { Ack } from '../protocol/wire.ts'
export type { Talk } from './talk/talk.ts'

export interface AppOptions {
  /** A deck, or a folder of decks. */
  decks: string
  /** The server that listens. Its WebSockets below `/socket.io/` become Lectern's. */
  http: Server
  /** The address that people type, without a trailing slash. Only its pages may connect. */
  publicUrl: string
  /** The folder for the talks and the presenter's key; without one, nothing is stored. */
  data?: string
  /** The presenter's key; by default the stored or a new one. */
  key?: string
  logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
}

export interface EmbeddedApp extends Pick<App, 'talk' | 'talks' | 'health'> {
  /** Serves the pages of every talk. Mount it at the root, after your own routes. */
  handler: RequestHandler
  /** Opens the presenter's page and pairs the browser. Treat it as a password. */
  presenterLink: string
  /** Tells the browsers and finishes the writes. The server stays open, because it belongs to the caller. */
  close(): Promise<void>
}

/** Rejects with a one-line message if a deck, the folder or the key cannot be used. */
export async function createApp(options: AppOptions): Promise<EmbeddedApp> {
  const { decks, http, publicUrl, data, key, logLevel = 'warn' } = options
  const logger = createLogger(logLevel)
  const sources = await findDecks(decks)
  const report: Report = (error) => logger.error({ err: error }, 'The log reported an error.')
  const { log, writable = true } =
    data === undefined ? { log: openMemoryLog(report) } : await openSqliteLog(join(data, DATABASE), report)
  const keys = await loadKeys(data ?? null, key)
  const app = await combine({
    log,
    writable,
    sources,
    compiler: createCompiler(),
    keys,
    pages: () => builtPages(join(PROJECT, 'dist', 'client')),
    logger,
    origins: () => [publicUrl],
    publicUrl: () => publicUrl,
    http,
    ...(data !== undefined && { data }),
  })
  return {
    talk: app.talk,
    talks: app.talks,
    health: app.health,
    handler: app.handler,
    presenterLink: presenterLink({ publicUrl, talks: app.talks, presenterKey: keys.presenterKey }),
    async close() {
      await app.close()
      await log.close()
      await keys.close()
    },
  }
}
