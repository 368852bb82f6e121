/**
 * Follows a talk in WebKitGTK, the engine family of every iPhone: `npm run test:webkit`.
 * Needs WebKitWebDriver and Xvfb (Debian: webkit2gtk-driver, xvfb); installs them when run as root there.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { nextPosition, START, type Position } from '../../protocol/features/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { createApp } from '../../server/app.ts'
import { sameThread } from '../../server/deck/compiler.ts'
import { findDecks } from '../../server/deck/load.ts'
import { loadKeys } from '../../server/keys.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { builtPages } from '../../server/pages.ts'
import { readShown } from '../support/screens.ts'

const DRIVER = '/usr/bin/WebKitWebDriver'
const XVFB = '/usr/bin/Xvfb'
const DRIVER_PORT = 4790
const DISPLAY = ':97'
const DECK = 'slides/sockets-and-lies'
const STEPS = 60

function findOrInstall(): void {
  if (existsSync(DRIVER) && existsSync(XVFB)) return
  const how = 'WebKitWebDriver and Xvfb are needed: apt-get install webkit2gtk-driver xvfb.'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(how)
  execFileSync('apt-get', ['update', '-qq'])
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'webkit2gtk-driver', 'xvfb'])
}

async function webdriver<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`http://127.0.0.1:${DRIVER_PORT}${path}`, init)
  const { value } = (await response.json()) as { value: T }
  if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${JSON.stringify(value)}`)
  return value
}

/** Asks until it is so: WebDriver has no way to wait for a condition in the page. */
async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 15_000
  while (!(await check().catch(() => false))) {
    if (Date.now() > until) throw new Error(`Not within 15 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function follow(url: string, move: (to: Position) => Promise<void>, path: Position[]): Promise<void> {
  await eventually(
    'the driver answers',
    async () => (await webdriver<{ ready: boolean }>('GET', '/status')).ready,
  )
  const { sessionId } = await webdriver<{ sessionId: string }>('POST', '/session', { capabilities: {} })
  const session = `/session/${sessionId}`
  try {
    await webdriver('POST', `${session}/url`, { url })
    // The loader that runs this file marks inner functions with a helper, which the page does not have.
    const script = `const __name = (it) => it; return JSON.stringify((${readShown.toString()})())`
    const shown = (): Promise<string> => webdriver('POST', `${session}/execute/sync`, { script, args: [] })
    for (const to of path) {
      await move(to)
      await eventually(
        `WebKit shows ${JSON.stringify(to)}`,
        async () => (await shown()) === JSON.stringify(to),
      )
    }
  } finally {
    await webdriver('DELETE', session)
  }
}

async function run(): Promise<void> {
  findOrInstall()
  const log = openMemoryLog()
  let url = ''
  const app = await createApp({
    log,
    sources: await findDecks(DECK),
    compiler: sameThread,
    keys: await loadKeys(null),
    pages: () => builtPages('dist/client'),
    logger: pino({ level: 'error' }),
    origins: () => [url],
    publicUrl: () => url,
  })
  await new Promise<void>((resolve) => app.http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(app.http.address() as AddressInfo).port}`
  const [show] = app.talks
  const talk = app.talk(show?.id ?? '')
  const { outline } = talk.state.talk
  const path: Position[] = []
  for (let at: Position | null = START; at && path.length < STEPS; at = nextPosition(outline, at))
    path.push(at)

  const children: ChildProcess[] = [
    spawn(XVFB, [DISPLAY, '-screen', '0', '1280x800x24'], { stdio: 'ignore' }),
  ]
  children.push(
    spawn(DRIVER, [`--port=${DRIVER_PORT}`], { stdio: 'ignore', env: { ...process.env, DISPLAY } }),
  )
  let made = 0
  const move = async (to: Position): Promise<void> => {
    await talk.append({ id: `webkit-move-${++made}`, type: 'position/goto', to }, SERVER)
  }
  try {
    await follow(`${url}/`, move, path)
    console.log(`WebKitGTK followed ${path.length} steps of "${show?.title}".`)
  } finally {
    for (const child of children) {
      child.kill()
      await once(child, 'exit')
    }
    await app.close()
    await log.close()
  }
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
