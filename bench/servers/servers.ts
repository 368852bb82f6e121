/** The servers that are compared: each is started in the same way, and moved by one driver. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileKeys } from '../../server/keys/file-store.ts'
import { openLightSocket } from '../../tests/support/light-socket.ts'
import { pairedCookie } from '../../tests/support/people.ts'
import { freePort } from '../../tests/support/program.ts'
import { steadyNow } from '../crowd/follower.ts'
import type { WireClientName } from '../crowd/wire-clients.ts'
import { openDriver } from './driver.ts'
import { startMeasured, type Measured } from './measured.ts'
import { install, MULTIPLEX, slidev } from './peers.ts'

const TALK = 'sockets-and-lies'
const KEY = 'a-key-for-this-bench-only'
const HOST = '127.0.0.1'

export interface BenchServer extends Measured {
  readonly name: string
  readonly client: WireClientName
  readonly port: number
  /** What a crowd needs to know. */
  readonly place: { host: string; port: number; client: WireClientName; talk: string; secret: string }
  /** Goes to this step. Returns the time of the request, in ms of the monotonic clock. */
  move(step: number): Promise<number>
  /** Makes its presenter the driver, if the talk has a driver. */
  drive(): Promise<void>
  stop(): Promise<void>
}

/** The minimum number of slides in our talk; a peer's number has as many digits. */
const LEAST_STEP = 10
const STEPS = 20

/**
 * The step of change `n`: always different from the previous one, with two digits, so that all messages have the same
 * length.
 */
export function stepOf(n: number): number {
  return LEAST_STEP + (n % STEPS)
}

interface Made {
  secret?: string
  measured: Measured
  port: number
  say(step: number): unknown
  drive?: () => Promise<unknown>
  end?: () => unknown
}

function serverOf(
  name: string,
  client: WireClientName,
  { secret = '', measured, port, say, drive, end }: Made,
): BenchServer {
  return {
    ...measured,
    name,
    client,
    port,
    place: { host: HOST, port, client, talk: TALK, secret },
    async move(step) {
      const at = steadyNow()
      await say(step)
      return at
    },
    async drive() {
      await drive?.()
    },
    async stop() {
      await measured.kill()
      await end?.()
    },
  }
}

interface OurOptions {
  /** Reuses the data in this folder. */
  data?: string
  port?: number
  options?: string[]
  env?: NodeJS.ProcessEnv
  /** Additional Node options, such as `--cpu-prof`. */
  nodeOptions?: string[]
  core?: 0 | 1
}

/** The built program with the SQLite log: every move is on disk before it is shown. */
export async function startOurs({
  data,
  port: wanted,
  options = [],
  env,
  nodeOptions = [],
  core = 0,
}: OurOptions = {}): Promise<BenchServer> {
  const port = wanted ?? (await freePort())
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'lectern-bench-')))
  const args = [
    `slides/${TALK}`,
    '--port',
    String(port),
    '--host',
    HOST,
    '--data',
    folder,
    '--key',
    KEY,
    ...options,
  ]
  const measured = await startMeasured(
    { script: 'dist/server/cli.js', args, nodeOptions, core, ...(env && { env }) },
    port,
  )
  const url = `http://${HOST}:${port}`
  const cookie = await pairedCookie({ url, key: KEY })
  const presenter = await openLightSocket(url, { talk: TALK, role: 'presenter', cookie }, () => {})
  const drive = (): Promise<unknown> => presenter.send({ type: 'driver/take' })
  // After a restart, this presenter is a new device and must take over.
  await drive()
  const keys = await fileKeys(folder, KEY)
  const { participantSecret: secret } = keys
  await keys.close()
  return serverOf('lectern', 'ours', {
    secret,
    measured,
    port,
    drive,
    async say(step) {
      const ack = await presenter.send({ type: 'position/goto', to: { h: step, v: 0, f: -1 } })
      if (!ack.ok) throw new Error(`The move was refused: ${ack.refusal.code}.`)
    },
    async end() {
      presenter.terminate()
      if (data === undefined) await rm(folder, { recursive: true, force: true })
    },
  })
}

/** Forty bytes of JSON. */
function slide(step: number): string {
  return `{"h":${step},"v":0,"f":-1,"at":1700000000000}`
}

function own(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url))
}

async function startPlain(): Promise<BenchServer> {
  const port = await freePort()
  const measured = await startMeasured({ script: own('plain-server.mjs'), env: { PORT: String(port) } }, port)
  const url = `ws://${HOST}:${port}/socket.io/?EIO=4&transport=websocket`
  const driver = await openDriver(url, '40', { '0': '40', '2': '3' })
  const say = (step: number): void => driver.say(`42["move",${slide(step)}]`)
  return serverOf('plain Socket.IO', 'plain', { measured, port, say, end: driver.close })
}

async function startRaw(): Promise<BenchServer> {
  const port = await freePort()
  const measured = await startMeasured({ script: own('raw-server.mjs'), env: { PORT: String(port) } }, port)
  const driver = await openDriver(`ws://${HOST}:${port}/`, '', {})
  const say = (step: number): void => driver.say(slide(step))
  return serverOf('raw ws', 'raw', { measured, port, say, end: driver.close })
}

async function startMultiplex(): Promise<BenchServer> {
  const folder = await install(MULTIPLEX)
  const port = await freePort()
  const script = join(folder, 'node_modules/reveal-multiplex/index.js')
  const env = { PORT: String(port) }
  // It hashes with an algorithm that current OpenSSL provides only with an option.
  const nodeOptions = ['--openssl-legacy-provider']
  const measured = await startMeasured({ script, env, cwd: folder, nodeOptions }, port)
  const answer = await fetch(`http://${HOST}:${port}/token`)
  const { secret, socketId } = (await answer.json()) as { secret: string; socketId: string }
  const url = `ws://${HOST}:${port}/socket.io/?EIO=3&transport=websocket`
  const driver = await openDriver(url, '40', {})
  const say = (step: number): void => {
    const state = { indexh: step, indexv: 0, paused: false, overview: false }
    driver.say(`42${JSON.stringify(['multiplex-statechanged', { state, secret, socketId }])}`)
  }
  // In Engine.IO 3, the client sends the pings.
  const pings = setInterval(() => driver.say('2'), 20_000)
  const end = (): void => {
    clearInterval(pings)
    driver.close()
  }
  return serverOf('reveal-multiplex', 'multiplex', { measured, port, say, end })
}

async function startSlidev(): Promise<BenchServer> {
  const peer = slidev()
  const folder = await install(peer)
  const port = await freePort()
  const deck = join(folder, 'slides.md')
  await writeFile(
    deck,
    `---\ntheme: none\n---\n${'\n# A slide\n\n---\n'.repeat(LEAST_STEP + STEPS)}\n# The end\n`,
  )
  const script = join(folder, 'node_modules/@slidev/cli/bin/slidev.mjs')
  const args = [deck, '--port', String(port), '--remote=a-password', '--bind', HOST, '--open=false']
  const measured = await startMeasured({ script, args, cwd: folder, env: { NODE_ENV: 'development' } }, port)
  const client = await fetch(`http://${HOST}:${port}/@vite/client`)
  const [, secret = ''] = /wsToken = "([^"]+)"/.exec(await client.text()) ?? []
  const say = async (step: number): Promise<void> => {
    const state = { page: step, clicks: 0, clicksTotal: 0 }
    const timer = { status: 'stopped', slides: {}, startedAt: 0, pausedAt: 0 }
    const lastUpdate = { id: 'abcdefghij', type: 'presenter', time: Date.now() }
    const body = JSON.stringify({
      source: 'klmnopqrst',
      data: { ...state, timer, lastUpdate },
      timestamp: Date.now(),
    })
    const headers = { 'content-type': 'application/json' }
    await fetch(`http://${HOST}:${port}/@server-reactive/nav`, { method: 'POST', headers, body })
  }
  return serverOf(`Slidev ${peer.version.split('.')[0]}`, 'slidev', { secret, measured, port, say })
}

export const STARTS: Record<WireClientName, () => Promise<BenchServer>> = {
  ours: startOurs,
  plain: startPlain,
  raw: startRaw,
  multiplex: startMultiplex,
  slidev: startSlidev,
}
