/** Starts the server with the given options, prints the banner, and shuts down gracefully. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createAddresses, hostNames, loopbackTo, loopbackUrl, type Addresses } from './command/addresses.ts'
import { createApp, type App } from './app.ts'
import type { Deck } from '../protocol/deck.ts'
import type { Certificate } from './command/certificate.ts'
import { connectionLimits } from './admission/connection-limit.ts'
import type { Compiler } from './deck/compiler.ts'
import { createPictures } from './deck/pdf/pictures.ts'
import { findDecks } from './deck/load.ts'
import { createLastError } from './ops/last-error.ts'
import { openFeed } from './feeds/open.ts'
import { onOneNode } from './feeds/shared.ts'
import { banner, stageLink, tellKey, type Banner } from './command/banner.ts'
import { loadKeys, sharedKeys, type Keys } from './keys/keys.ts'
import type { Rehearsal } from './command/rehearsal/rehearsal.ts'
import type { OpenedLog, Report, TalkLog } from './log/log.ts'
import { createLogger } from './ops/logger.ts'
import { openMachinePort, type MachinePort } from './ops/machine-port.ts'
import { createMetrics } from './ops/metrics.ts'
import { openBrowser } from './command/open-browser.ts'
import type { Options } from './command/options.ts'
import { openOutput, type Output } from './ops/output.ts'
import type { devPages } from './http/pages-dev.ts'
import { PROJECT } from './base/version.ts'
import { builtPages, type Pages } from './http/pages.ts'
import { presenterLink } from './keys/presenter-link.ts'
import { createPosts } from './feeds/hub.ts'
import { explainListen, reason, UsageError } from './base/errors.ts'
import { keepDeleting } from './talk/keep-runs.ts'
import { openControl, type Control } from './command/control.ts'
import { doRunTask } from './command/run-task.ts'
import { stopOnSignal } from './command/stop.ts'
import { tellTalks } from './command/tell-talks.ts'
import { terminal } from './command/terminal.ts'
import { tellTunnel, tunnelTrouble } from './command/tell-tunnel.ts'
import { checkTransport } from './transport/self-test.ts'
import { chooseTunnel } from './tunnel/choose.ts'
import { openTunnel, type Tunnel } from './tunnel/tunnel.ts'

export type OpenLog = (options: Options, report: Report) => Promise<OpenedLog>

/** Options with a deck. */
export type ServeOptions = Options & { deck: string }

/** Resolves when the server listens. Rejects with a one-line message and leaves nothing open. */
export async function serve(options: ServeOptions, openLog: OpenLog, compiler: Compiler): Promise<void> {
  const metrics = options.metrics && createMetrics()
  const lastError = createLastError(metrics?.instrumentation.fault)
  const logger = createLogger(options.logLevel, undefined, lastError.note)
  const sources = await findDecks(options.deck)
  if (options.rehearsal && sources.length > 1)
    throw new UsageError(
      `lectern rehearse takes one deck, and ${options.deck} has ${sources.length}: ${sources.map(({ id }) => id).join(', ')}.`,
    )
  const pages = preparePages(options)
  const tunnelKind = options.tunnel && chooseTunnel(options.tunnel, options.publicUrl)
  if (options.data !== null) prepareFolder(options.data)
  const tls = await certificate(options)
  const feed = await openFeed(options.feed)
  const openedLog = await openLog(options, (error) => {
    logger.error({ err: error }, 'The log reported an error.')
  })

  const { log, writable = true } = openedLog
  const keys = await openKeys(options, log, logger)

  const output = openOutput(1)
  let tunnel: Tunnel | undefined
  const place = {
    secure: tls !== null,
    host: options.host,
    publicUrl: tunnelKind ? null : options.publicUrl,
    tunnelUrl: () => tunnel?.status.url ?? null,
  }
  let addresses = createAddresses({ ...place, port: options.port })
  let app: App | undefined
  let machinePort: MachinePort | undefined
  let control: Control | undefined
  let rehearsal: Rehearsal | undefined
  let stopDeleting = (): void => {}
  const close = async (): Promise<void> => {
    stopDeleting()
    await control?.close()
    await rehearsal?.end()
    await tunnel?.close()
    await app?.close()
    await pages.close?.()
    await log.close()
    await keys.close()
    // Closed last, so that health checks learn until the end that the server is closing.
    await machinePort?.close()
  }
  try {
    if (options.keepDays > 0 && writable) {
      // Before the talks open, so that no old run is shown.
      stopDeleting = await keepDeleting(log, options.keepDays, {
        deleted: (run) =>
          logger.warn(run, `The run was deleted, because it was older than ${options.keepDays} days.`),
        failed: (error) => logger.error({ err: error }, 'Old runs could not be deleted.'),
      })
    }
    app = await createApp({
      log,
      writable,
      keepDays: options.keepDays,
      sources,
      compiler,
      pictures: createPictures(options.data === null ? null : join(options.data, 'pages'), logger),
      keys,
      pages: pages.open,
      logger,
      origins: () => addresses.origins(),
      publicUrl: () => addresses.publicUrl(),
      ...(tunnelKind && { tunnel: () => tunnel?.status ?? null }),
      posts: createPosts({ feed: onOneNode(feed, log), hide: options.feed.hide, logger }),
      lastError: lastError,
      trustProxy: options.trustProxy,
      connections: connectionLimits(),
      ...(options.redis ? { data: null } : options.data !== null && { data: options.data }),
      ...(metrics && { metrics }),
      ...(tls && { tls }),
    })
    await checkTransport(logger)
    if (options.rehearsal) rehearsal = await prepareRehearsal(app, log, options, output, logger)
    const port = await listen(app.http, options)
    addresses = createAddresses({ ...place, port })
    if (options.data !== null && options.redis === null)
      control = await openRunControl(options.data, log, logger)
    if (options.metrics && metrics) {
      const { health } = app
      machinePort = await openMachinePort({ ...options.metrics, health, metrics, logger })
    }
  } catch (error) {
    await close()
    throw error
  }
  stopOnSignal(close, logger)
  await tellTalks(
    options,
    sources.map(({ id }) => id),
    logger,
  )
  // A defect must not end a talk: the state is in the log, and nobody may be there to restart the server.
  process.on('uncaughtException', (error) =>
    logger.fatal({ err: error }, 'A defect: this should not happen.'),
  )

  if (tunnelKind) {
    output.write(`\n  Opening a tunnel with ${tunnelKind.name}.\n`)
    const { port } = app.http.address() as AddressInfo
    tunnel = openTunnel(tunnelKind, { host: loopbackTo(options.host), port, secure: tls !== null })
    await tunnel.firstTry
  }

  // Damage may have been found only when the talks were read.
  const { keptAside, salvaged, caution } = openedLog
  const greeting = describe(app.talks, addresses, options, keys.presenterKey, {
    keptAside,
    salvaged,
    ...(caution !== undefined && { caution }),
    tunnelTrouble: tunnel ? tunnelTrouble(tunnel.status) : null,
  })
  output.write(banner(greeting, terminal()))
  if (tunnel)
    tellTunnel(tunnel, {
      terminal: terminal(),
      write: output.write,
      publicUrl: addresses.publicUrl,
      talks: app.talks,
      presenterKey: () => keys.presenterKey,
    })
  keys.onRenewed((talk) => {
    if (talk !== null)
      return logger.info({ talk }, 'The talk has a new key; the pairings with the old one have ended.')
    logger.info('The presenter has a new key; every pairing with the old one has ended.')
    const link = presenterLink({
      publicUrl: addresses.publicUrl(),
      talks: greeting.talks,
      presenterKey: keys.presenterKey,
    })
    output.write(tellKey(link, terminal(), 'The key has changed: every phone must be paired again.'))
  })
  if (caution !== undefined) logger.warn(caution)
  if (keptAside !== null)
    logger.error({ keptAside, salvaged }, 'The database was damaged; a new log was started.')
  logger.info({ talks: app.talks.map((talk) => talk.id), metricsPort: machinePort?.port }, 'Listening.')
  rehearsal?.start()
  if (options.open) openBrowser(stageLink(greeting), logger)
}

/** The simulated people come once it is started, when the server listens. */
async function prepareRehearsal(
  app: App,
  log: TalkLog,
  options: Options,
  { write }: Output,
  logger: Logger,
): Promise<Rehearsal | undefined> {
  const { rehearsal: room, data, redis } = options
  const [shown] = app.talks
  if (!room || !shown) return undefined
  const [{ beginRehearsal }, { openCrowd }] = await Promise.all([
    import('./command/rehearsal/rehearsal.ts'),
    import('./command/rehearsal/crowd.ts'),
  ])
  const { id } = shown
  const deck = (): Deck => app.deck(id)
  return beginRehearsal({
    log,
    talk: app.talk(id),
    deck,
    openCrowd() {
      const { port } = app.http.address() as AddressInfo
      const url = loopbackUrl(options, port)
      return openCrowd(room, { url, talk: id, reactions: () => deck().settings.reactions }, logger)
    },
    stored: redis !== null || data !== null,
    write,
    logger,
  })
}

/** The database is locked by this process, so `lectern runs` asks it. Without this, it works when the server has stopped. */
async function openRunControl(folder: string, log: TalkLog, logger: Logger): Promise<Control | undefined> {
  try {
    return await openControl(folder, (task) => doRunTask(log, task))
  } catch (error) {
    logger.warn({ err: error }, 'The commands for runs cannot reach this server while it runs.')
    return undefined
  }
}

/** Nodes that share a log share the keys, too; otherwise the keys are in the data folder. */
async function openKeys({ redis, data, key, port }: Options, log: TalkLog, logger: Logger): Promise<Keys> {
  try {
    if (redis === null) return await loadKeys(data, key, port)
    return await sharedKeys(
      redis,
      (error) => logger.error({ err: error }, 'The key store reported an error.'),
      key,
    )
  } catch (error) {
    await log.close()
    throw error
  }
}

/** The pages, opened once there is a server; a development server must be closed, too. */
function preparePages({ dev }: Options): {
  open: (http: Server) => Promise<Pages>
  close?: () => Promise<void>
} {
  const dist = join(PROJECT, 'dist', 'client')
  if (!dev) {
    if (!existsSync(dist)) throw new Error('The pages are not built yet: npm run build first.')
    return { open: () => builtPages(dist) }
  }
  let opened: Awaited<ReturnType<typeof devPages>> | undefined
  return {
    async open(http) {
      const vite = await import('./http/pages-dev.ts')
      opened = await vite.devPages(PROJECT, http)
      return opened
    },
    close: async () => opened?.close(),
  }
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new Error(`Cannot write to the data folder ${folder}: ${reason(cause)}.`, { cause })
  }
}

async function certificate({ tls, data, host, publicUrl, tunnel }: Options): Promise<Certificate | null> {
  if (tls.kind === 'none') return null
  const { ownCertificate, selfSignedCertificate } = await import('./command/certificate.ts')
  if (tls.kind === 'own') return ownCertificate(tls.cert, tls.key)
  const publicName = publicUrl === null ? [] : [new URL(publicUrl).hostname]
  const tunnelName = typeof tunnel === 'object' && tunnel !== null ? [tunnel.host] : []
  return selfSignedCertificate(data, [...hostNames(host), ...publicName, ...tunnelName])
}

/** The actual port. */
async function listen(http: Server, { port, host }: Options): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(explainListen(error, host, port)))
    http.listen({ port, host, backlog: 4096 }, resolve)
  })
  return (http.address() as AddressInfo).port
}

function describe(
  talks: App['talks'],
  addresses: Addresses,
  { data, redis, tls, rehearsal }: Options,
  presenterKey: string,
  opened: Pick<Banner, 'keptAside' | 'salvaged' | 'caution' | 'tunnelTrouble'>,
): Banner {
  return {
    talks,
    publicUrl: addresses.publicUrl(),
    localUrl: addresses.localUrl(),
    otherUrls: addresses.otherUrls(),
    presenterKey,
    secure: tls.kind !== 'none' || addresses.publicUrl().startsWith('https:'),
    selfSigned: tls.kind === 'self-signed',
    forgetful: data === null,
    rehearsal,
    ...opened,
    ...(redis && { shared: redis.where }),
  }
}
