/** As little of a browser's socket as a crowd of thousands on one laptop allows: Socket.IO's frames over `ws`. */
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION, type Ack } from '../protocol/wire.ts'

export interface LightSocket {
  emit(name: string, payload: unknown): void
  /** The intent's id is made here. */
  send(intent: object): Promise<Ack>
  close(): void
}

/** What all sockets of a crowd are sent alike is parsed once. */
let lastText = ''
let lastParsed: unknown[] = []
function parse(text: string): unknown[] {
  if (text !== lastText) {
    lastParsed = JSON.parse(text) as unknown[]
    lastText = text
  }
  return lastParsed
}

/** Joins the talk; resolves after the first patch. `hear` gets every event with its arguments. */
export function openLightSocket(
  url: string,
  hello: { talk: string; role: string; cookie?: string },
  hear: (name: string, args: unknown[]) => void,
): Promise<LightSocket> {
  const { talk, role, cookie } = hello
  const headers = { origin: url, ...(cookie === undefined ? {} : { cookie }) }
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const line = new WebSocket(address, { headers, perMessageDeflate: false })
  const answers = new Map<number, (ack: Ack) => void>()
  let asked = 0
  return new Promise((resolve, reject) => {
    const socket: LightSocket = {
      emit: (name, payload) => line.send(`42${JSON.stringify([name, payload])}`),
      send(intent) {
        const id = randomBytes(12).toString('base64url')
        const number = ++asked
        line.send(`42${number}${JSON.stringify(['intent', { id, ...intent }])}`)
        return new Promise((answer) => answers.set(number, answer))
      },
      close: () => line.close(),
    }
    line.on('error', reject)
    line.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text === '2') line.send('3')
      else if (text.startsWith('0'))
        line.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk, role })}`)
      else if (text.startsWith('44')) reject(new Error(`Refused: ${text.slice(2)}`))
      else if (text.startsWith('43')) {
        const [, number, json] = /^43(\d+)(.*)$/s.exec(text) ?? []
        answers.get(Number(number))?.((JSON.parse(json ?? '[]') as [Ack])[0])
        answers.delete(Number(number))
      } else if (text.startsWith('42')) {
        const [name, ...args] = parse(text.slice(2))
        if (name === 'patch') resolve(socket)
        hear(String(name), args)
      }
    })
  })
}
