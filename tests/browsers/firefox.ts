/** Firefox ESR through WebDriver BiDi, which it supports over a WebSocket. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { end, type Browser } from './browser.ts'

interface Message {
  id?: number
  type: 'success' | 'error' | 'event'
  method?: string
  result?: unknown
  message?: string
  params?: { level?: string; text?: string | null }
}

type Evaluated =
  { type: 'success'; result: { value: string } } | { type: 'exception'; exceptionDetails: { text: string } }

export async function startFirefox(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'lectern-firefox-'))
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
  const child = spawn('firefox-esr', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString()
      const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? []
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error(`Firefox ended before it listened: ${said}`)))
    child.once('error', reject)
  })
  const socket = new WebSocket(`${address}/session`)
  await once(socket, 'open')

  const errors: string[] = []
  const waiting = new Map<number, (answer: Message) => void>()
  let gone = false
  socket.once('close', () => {
    gone = true
    for (const answer of waiting.values()) answer({ type: 'error', message: 'Firefox is disconnected' })
  })
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    const { level, text } = message.params ?? {}
    if (message.method === 'log.entryAdded' && level === 'error') errors.push(text ?? '')
  })
  let calls = 0
  async function call<T>(method: string, params: object): Promise<T> {
    if (gone) throw new Error(`BiDi ${method}: Firefox is disconnected`)
    const id = (calls += 1)
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const { type, result, message } = await answer
    waiting.delete(id)
    if (type === 'error') throw new Error(`BiDi ${method}: ${message}`)
    return result as T
  }
  await call('session.new', { capabilities: {} })
  await call('session.subscribe', { events: ['log.entryAdded'] })
  const tree = await call<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
  const context = tree.contexts[0]?.context
  return {
    name: 'Firefox',
    async open(url) {
      await call('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async read(expression) {
      const params = { expression, target: { context }, awaitPromise: false }
      const evaluated = await call<Evaluated>('script.evaluate', params)
      if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text)
      return evaluated.result.value
    },
    errors: () => Promise.resolve(errors),
    async close() {
      socket.close()
      await end(child)
      await rm(profile, { recursive: true, force: true })
    },
  }
}
