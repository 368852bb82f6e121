/** A minimal browser socket for crowds of thousands on one laptop: Socket.IO's frames over `ws`. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION, type Ack } from '../../protocol/wire.ts'

export interface LightHello {
  talk: string
  role: string
  cookie?: string
  /** What this browser says that it already has. */
  had?: { epoch: string | undefined; channels: Record<string, number> } | undefined
  /** The page's origin if it is not `url`, because of a proxy. */
  origin?: string | undefined
  /** The local address, such as 127.0.0.7: one address has 28,000 ports, and limits may count by address. */
  localAddress?: string | undefined
}

export interface LightSocket {
  emit(name: string, payload: unknown): void
  /** The intent's id is created here unless it has one. Rejects if the connection ends before the answer. */
  send(intent: object): Promise<Ack>
  /** Any other call that has an answer. */
  call(name: string, payload: unknown): Promise<unknown>
  close(): void
  /** Ends it without a close frame. */
  terminate(): void
  /** Ends it with a TCP reset. */
  reset(): void
  /** Reads nothing from now on, like a browser whose process is stopped. */
  pause(): void
  resume(): void
  /** Resolves when the connection has ended, from either side. */
  readonly closed: Promise<void>
}

/** Messages that all sockets of a crowd receive alike are parsed once. */
let lastText = ''
let lastParsed: unknown[] = []
function parse(text: string): unknown[] {
  if (text !== lastText) {
    lastParsed = JSON.parse(text) as unknown[]
    lastText = text
  }
  return lastParsed
}

interface Waiting {
  answer: (value: unknown) => void
  fail: (error: Error) => void
}

/** Joins the talk; resolves once the position has come, rejects if it does not. `onEvent` gets every event. */
export function openLightSocket(
  url: string,
  hello: LightHello,
  onEvent: (name: string, args: unknown[]) => void,
): Promise<LightSocket> {
  const { talk, role, cookie, had, origin = url, localAddress } = hello
  const headers = { origin, ...(cookie === undefined ? {} : { cookie }) }
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const line = new WebSocket(address, {
    headers,
    perMessageDeflate: false,
    ...(localAddress === undefined ? {} : { localAddress }),
  })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let tcp: Socket | undefined
  line.on('upgrade', (response) => (tcp = response.socket))
  let ended!: () => void
  const closed = new Promise<void>((resolve) => (ended = resolve))
  return new Promise((resolve, reject) => {
    const socket: LightSocket = {
      emit: (name, payload) => line.send(`42${JSON.stringify([name, payload])}`),
      send(intent) {
        const id = randomBytes(12).toString('base64url')
        return socket.call('intent', { id, ...intent }) as Promise<Ack>
      },
      call(name, payload) {
        if (line.readyState !== WebSocket.OPEN) return Promise.reject(new Error('Not connected.'))
        const number = ++asked
        line.send(`42${number}${JSON.stringify([name, payload])}`)
        return new Promise((answer, fail) => waiting.set(number, { answer, fail }))
      },
      close: () => line.close(),
      terminate: () => line.terminate(),
      reset: () => void tcp?.resetAndDestroy(),
      pause: () => line.pause(),
      resume: () => line.resume(),
      closed,
    }
    line.on('error', reject)
    line.on('close', () => {
      ended()
      reject(new Error('The connection ended before the first patch.'))
      for (const { fail } of waiting.values()) fail(new Error('The connection ended before the answer.'))
      waiting.clear()
    })
    line.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text === '2') line.send('3')
      else if (text.startsWith('0'))
        line.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk, role, ...had })}`)
      else if (text.startsWith('44')) reject(new Error(`Refused: ${text.slice(2)}`))
      else if (text.startsWith('41')) line.close()
      else if (text.startsWith('43')) {
        const [, number, json] = /^43(\d+)(.*)$/s.exec(text) ?? []
        waiting.get(Number(number))?.answer((JSON.parse(json ?? '[]') as unknown[])[0])
        waiting.delete(Number(number))
      } else if (text.startsWith('42')) {
        const [name, ...args] = parse(text.slice(2))
        if (name === 'patch' && args[1] === 'position') resolve(socket)
        onEvent(String(name), args)
      }
    })
  })
}
