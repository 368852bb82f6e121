/** Compares our frames with the bytes that `ws` really sends, in both directions. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { decodeFrame, encodeFrame, type Decoded } from './frame.ts'

const LENGTHS = [0, 1, 125, 126, 65_535, 65_536]

/** All bytes sent in one direction. */
interface Tap {
  bytes: Buffer
  on(listener: () => void): void
}

function tap(from: Socket, to: Socket): Tap {
  const listeners: (() => void)[] = []
  const one: Tap = { bytes: Buffer.alloc(0), on: (listener) => void listeners.push(listener) }
  from.on('data', (chunk: Buffer) => {
    one.bytes = Buffer.concat([one.bytes, chunk])
    to.write(chunk)
    for (const listener of listeners) listener()
  })
  from.on('end', () => to.end())
  from.on('error', () => to.destroy())
  return one
}

/** A real client and a real server of `ws`, with a recording proxy between them. */
async function wire() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const taps: { up?: Tap; down?: Tap } = {}
  const between = createServer((near) => {
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1')
    taps.up = tap(near, far)
    taps.down = tap(far, near)
  })
  between.listen(0, '127.0.0.1')
  await once(between, 'listening')
  const accepted = once(server, 'connection') as Promise<[WebSocket]>
  const client = new WebSocket(`ws://127.0.0.1:${(between.address() as AddressInfo).port}`)
  await once(client, 'open')
  const [served] = await accepted
  onTestFinished(() => {
    client.terminate()
    server.close()
    between.close()
  })
  if (!taps.up || !taps.down) throw new Error('Nobody came.')
  return { client, served, up: taps.up, down: taps.down }
}

/** The first frame after the HTTP head, with its bytes, as soon as it was sent. */
function firstFrame(line: Tap): Promise<{ frame: Decoded; bytes: Buffer }> {
  return new Promise((resolve) => {
    const look = (): void => {
      const body = line.bytes.subarray(line.bytes.indexOf('\r\n\r\n') + 4)
      const frame = decodeFrame(body)
      if (frame) resolve({ frame, bytes: body.subarray(0, frame.end) })
    }
    line.on(look)
    look()
  })
}

const KINDS = [
  {
    name: 'text',
    opcode: 1,
    lengths: LENGTHS,
    act: (by: WebSocket, payload: Buffer) => by.send(payload.toString()),
  },
  { name: 'binary', opcode: 2, lengths: [0, 126], act: (by: WebSocket, payload: Buffer) => by.send(payload) },
  { name: 'ping', opcode: 9, lengths: [0, 125], act: (by: WebSocket, payload: Buffer) => by.ping(payload) },
  { name: 'pong', opcode: 10, lengths: [0, 125], act: (by: WebSocket, payload: Buffer) => by.pong(payload) },
]

for (const masked of [true, false]) {
  describe(masked ? 'from the client, masked' : 'from the server, unmasked', () => {
    const cases = KINDS.flatMap(({ lengths, ...kind }) => lengths.map((length) => ({ ...kind, length })))

    it.each(cases)('[E65] $name of $length bytes', async ({ opcode, length, act }) => {
      const { client, served, up, down } = await wire()
      const payload = Buffer.from('Lies! 123'.repeat(Math.ceil(length / 9)).slice(0, length))
      act(masked ? client : served, payload)
      const { frame, bytes } = await firstFrame(masked ? up : down)
      expect({ ...frame, payload: Buffer.from(frame.payload).equals(payload) }).toMatchObject({
        fin: true,
        rsv: 0,
        opcode,
        lengthBits: length < 126 ? 7 : length < 65_536 ? 16 : 64,
        payload: true,
      })
      expect(frame.mask !== null).toBe(masked)
      expect(bytes.equals(encodeFrame(frame))).toBe(true)
    })

    it('[E65] close, with its code and its reason', async () => {
      const { client, served, up, down } = await wire()
      ;(masked ? client : served).close(1001, 'The talk is over')
      const { frame, bytes } = await firstFrame(masked ? up : down)
      expect(frame.opcode).toBe(8)
      expect(Buffer.from(frame.payload).readUInt16BE()).toBe(1001)
      expect(Buffer.from(frame.payload).subarray(2).toString()).toBe('The talk is over')
      expect(bytes.equals(encodeFrame(frame))).toBe(true)
    })
  })
}

it('[E65] a real server understands our frames', async () => {
  const { client, served, up } = await wire()
  const mask = Uint8Array.of(1, 2, 3, 4)
  const text = 'Sockets and Lies – 🔌'.repeat(9)
  const heard = once(served, 'message') as Promise<[Buffer]>
  const { ['_socket']: raw } = client as unknown as { _socket: Socket }
  raw.write(encodeFrame({ fin: true, rsv: 0, opcode: 1, mask, payload: Buffer.from(text) }))
  expect((await heard)[0].toString()).toBe(text)
  expect(decodeFrame(up.bytes.subarray(up.bytes.indexOf('\r\n\r\n') + 4))?.lengthBits).toBe(16)
})

it('[E65] an incomplete frame gives null, and an invalid one is refused', () => {
  const whole = encodeFrame({
    fin: false,
    rsv: 5,
    opcode: 0,
    mask: Uint8Array.of(9, 8, 7, 6),
    payload: Buffer.alloc(300),
  })
  for (const end of [0, 1, 2, 3, 7, whole.length - 1]) expect(decodeFrame(whole.subarray(0, end))).toBeNull()
  expect(decodeFrame(whole)).toMatchObject({ fin: false, rsv: 5, opcode: 0 })
  expect(() => decodeFrame(Uint8Array.of(0x81, 127, 255, 0, 0, 0, 0, 0, 0, 0))).toThrow(RangeError)
  const ping = { fin: true, rsv: 0, opcode: 9, mask: null, payload: new Uint8Array(126) }
  expect(() => encodeFrame(ping)).toThrow(RangeError)
  expect(() => encodeFrame({ ...ping, opcode: 1, mask: new Uint8Array(3) })).toThrow(RangeError)
})
