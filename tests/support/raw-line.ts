/** A WebSocket from raw bytes: sends any frame, valid or invalid, and reports what came back and how it ended. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface FrameParts {
  opcode?: number
  payload?: Buffer | string
  fin?: boolean
  /** The three reserved bits, as a number up to 7. */
  rsv?: number
  masked?: boolean
  /** The length in the header, if it is not the payload's. */
  claimed?: bigint
  /** A longer encoding of the length than needed: 126 for two bytes, 127 for eight. */
  lengthAs?: 126 | 127
}

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** One frame of RFC 6455, as a browser sends it by default. */
export function frameOf(parts: FrameParts = {}): Buffer {
  const { opcode = OP.text, payload = '', fin = true, rsv = 0, masked = true, lengthAs } = parts
  const body = Buffer.from(payload)
  const length = parts.claimed ?? BigInt(body.length)
  const code = lengthAs ?? (length < 126n ? Number(length) : length < 65_536n ? 126 : 127)
  const extended = code === 127 ? 8 : code === 126 ? 2 : 0
  const head = Buffer.alloc(2 + extended)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | code
  if (extended === 2) head.writeUInt16BE(Number(length & 0xffffn), 2)
  if (extended === 8) head.writeBigUInt64BE(length, 2)
  if (!masked) return Buffer.concat([head, body])
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, body.map((byte, i) => byte ^ mask[i % 4]!)])
}

/** What the server sent. */
interface Heard {
  opcode: number
  payload: Buffer
}

export interface RawLine {
  /** Sends raw bytes; does nothing after the end. */
  write(bytes: Buffer | string): void
  /** The next frame from the server, or null if the connection ends before. */
  next(is: (frame: Heard) => boolean): Promise<Heard | null>
  /** Half-closes the connection, and resolves when the server has closed it, too. */
  finish(): Promise<void>
  /** Resolves when it has ended, with the close code; 1006 without one. */
  readonly closed: Promise<number>
  destroy(): void
}

export interface RawOptions {
  port: number
  headers?: Record<string, string>
}

/** Opens the WebSocket; rejects with the status line if the server refuses it. */
export async function openRawLine({ port, headers = {} }: RawOptions): Promise<RawLine> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
      `${lines.join('')}\r\n`,
  )
  const rest = await readHead(socket)
  return frames(socket, rest)
}

function readHead(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0)
    const read = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk])
      const end = got.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', read)
      const [line = ''] = got.toString('latin1').split('\r\n')
      if (line.includes(' 101 ')) resolve(got.subarray(end + 4))
      else reject(new Error(line))
    }
    socket.on('data', read)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })
}

function frames(socket: Socket, first: Buffer): RawLine {
  let buffer = first
  let code = 1006
  let ended = false
  /** Frames that were not awaited yet. */
  const heard: Heard[] = []
  let waiting: { is: (frame: Heard) => boolean; resolve: (frame: Heard | null) => void } | undefined

  function look(): void {
    for (let frame = take(); frame; frame = take()) {
      if (frame.opcode === OP.close) {
        if (frame.payload.length >= 2) code = frame.payload.readUInt16BE(0)
        // Like every browser: answer the close frame, so that the server need not wait.
        if (socket.writable) socket.end(frameOf({ opcode: OP.close, payload: frame.payload }))
      }
      heard.push(frame)
    }
    if (!waiting) return
    const { is, resolve } = waiting
    const found = heard.findIndex(is)
    if (found < 0 && !ended) return
    waiting = undefined
    resolve(heard.splice(0, found + 1).at(-1) ?? null)
  }

  /** The server's frames are small, unfragmented and unmasked. */
  function take(): Heard | null {
    if (buffer.length < 2) return null
    const short = buffer[1]! & 0x7f
    const head = short === 127 ? 10 : short === 126 ? 4 : 2
    if (buffer.length < head) return null
    const length =
      short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short
    if (buffer.length < head + length) return null
    const frame = { opcode: buffer[0]! & 0x0f, payload: buffer.subarray(head, head + length) }
    buffer = buffer.subarray(head + length)
    return frame
  }

  const closed = new Promise<number>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
      look()
    })
    // The server may close it while we still write.
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      ended = true
      look()
      resolve(code)
    })
  })
  return {
    write: (bytes) => void (socket.writable && socket.write(bytes)),
    next(is) {
      return new Promise((resolve) => {
        waiting = { is, resolve }
        look()
      })
    },
    async finish() {
      socket.end()
      await closed
    },
    closed,
    destroy: () => void socket.destroy(),
  }
}
