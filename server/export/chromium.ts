/** Runs a browser without a window and sends it commands of the DevTools protocol through a pipe. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

export interface Chromium {
  /** Rejects with one line if the command fails, or if the browser ends or does not answer in time. */
  send<Answer>(method: string, params?: object, session?: string): Promise<Answer>
  /** Ends the browser and removes its profile. */
  close(): Promise<void>
}

const OPTIONS = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-sync',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--mute-audio',
  // A deck names no other host; nothing that it contains may reach one.
  '--host-resolver-rules=MAP * ~NOTFOUND',
]

interface Waiting {
  method: string
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

/** `limitMs` is for everything together. */
export async function startChromium(program: string, limitMs: number): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'lectern-browser-'))
  // Root has no sandbox in most containers, and the browser would not start.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = spawn(program, [...OPTIONS, ...asRoot, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // The program is a shell script on some systems, so all of its group is ended.
    detached: process.platform !== 'win32',
  })
  const ended = new Promise<void>((resolve) => {
    browser.once('exit', () => resolve())
    browser.once('error', () => resolve())
  })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let failed: Error | undefined

  function fail(message: string, cause?: unknown): void {
    failed ??= new Error(message, { cause })
    for (const { reject } of waiting.values()) reject(failed)
    waiting.clear()
  }
  const said = lastWords(browser)
  browser.once('error', (error) => fail(`${program} could not be started: ${error.message}.`, error))
  browser.once('exit', () => fail(`The browser ${program} has ended${said()}.`))
  const limit = setTimeout(() => {
    fail(`The browser did not finish within ${Math.round(limitMs / 1000)} s.`)
    kill(browser)
  }, limitMs)

  const [, , , commands, answers] = browser.stdio as unknown as [null, null, Readable, Writable, Readable]
  // A browser that has ended is reported once, by its exit.
  commands.on('error', () => {})
  readMessages(answers, ({ id, result, error }) => {
    const waits = waiting.get(id ?? 0)
    if (!waits) return
    waiting.delete(id ?? 0)
    if (error) waits.reject(new Error(`The browser refused ${waits.method}: ${error.message}`))
    else waits.resolve(result as never)
  })

  return {
    send(method, params = {}, session) {
      if (failed) return Promise.reject(failed)
      last += 1
      const id = last
      const message = { id, method, params, ...(session !== undefined && { sessionId: session }) }
      return new Promise((resolve, reject) => {
        waiting.set(id, { method, resolve, reject })
        commands.write(`${JSON.stringify(message)}\0`)
      })
    },
    async close() {
      clearTimeout(limit)
      kill(browser)
      await ended
      for (const pipe of browser.stdio) pipe?.destroy()
      // Its helper processes end a moment later and may still write.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function kill(browser: ChildProcess): void {
  if (browser.pid === undefined) return
  try {
    if (process.platform === 'win32') browser.kill('SIGKILL')
    else process.kill(-browser.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

interface Message {
  id?: number
  result?: unknown
  error?: { message: string }
}

/** Messages are separated by zero bytes. */
function readMessages(from: Readable, onMessage: (message: Message) => void): void {
  let parts: Buffer[] = []
  from.on('data', (chunk: Buffer) => {
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end))
      onMessage(JSON.parse(Buffer.concat(parts).toString('utf8')) as Message)
      parts = []
      start = end + 1
    }
    parts.push(chunk.subarray(start))
  })
}

/** What the browser wrote last, which says why it has ended. */
function lastWords(browser: ChildProcess): () => string {
  let text = ''
  browser.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2000)
  })
  return () => {
    const line = text.trim().split('\n').at(-1)?.trim() ?? ''
    return line === '' ? '' : `: ${line.slice(0, 300)}`
  }
}
