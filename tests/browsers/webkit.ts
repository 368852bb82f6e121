/** WebKitGTK, the engine family of every iPhone, through its WebDriver on a virtual screen. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { freePort } from '../support/ports.ts'
import { end, eventually, type Browser } from './browser.ts'

/** Records the page's errors, because WebDriver has no call for them. */
const NOTE_ERRORS = `globalThis.noted = []
addEventListener('error', ({ message }) => noted.push(message))
addEventListener('unhandledrejection', ({ reason }) => noted.push(String(reason)))
const { error } = console
console.error = (...words) => { noted.push(words.join(' ')); error(...words) }`

export async function startWebKit(): Promise<Browser> {
  const port = await freePort()
  const args = ['-displayfd', '3', '-screen', '0', '1280x800x24']
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [display] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer]
  const env = { ...process.env, DISPLAY: `:${display.toString().trim()}` }
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env })

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    const { value } = (await response.json()) as { value: T }
    if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${JSON.stringify(value)}`)
    return value
  }
  const ready = async (): Promise<boolean> => (await call<{ ready: boolean }>('GET', '/status')).ready
  await eventually('WebKit’s driver is ready:', true, ready)
  const { sessionId } = await call<{ sessionId: string }>('POST', '/session', { capabilities: {} })
  const session = `/session/${sessionId}`
  const run = (script: string): Promise<string> =>
    call('POST', `${session}/execute/sync`, { script, args: [] })
  return {
    name: 'WebKitGTK',
    async open(url) {
      await call('POST', `${session}/url`, { url })
      await run(NOTE_ERRORS)
    },
    read: (expression) => run(`return ${expression}`),
    errors: async () => JSON.parse(await run('return JSON.stringify(noted)')) as string[],
    async close() {
      await call('DELETE', session)
      await end(driver)
      await end(screen)
    },
  }
}
