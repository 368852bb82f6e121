/** F22: malformed packets of every kind, against the real process; `tests/attacks/` has the mutations. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { TALK } from './follower.ts'
import { startRig, type Rig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const HELLO = `40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`

/** Whole text messages, each on its own connection that has joined. */
const MESSAGES = [
  '450-["e"]',
  '4511-["a",{"_placeholder":true,"num":0}]',
  '42["disconnect"]',
  '42["connect_error"]',
  '42',
  '42[',
  '42[]',
  '42[null]',
  '42{"a":1}',
  '4{',
  '40{"__proto__":1}',
  '41',
  '44{"message":"no"}',
  '4599999999999-["x"]',
  '429007199254740993["intent",{}]',
  '6',
  '7',
  '',
  '\uD800',
  '9'.repeat(2000),
  'x'.repeat(1_100_000),
]

/** Bytes of frames as a client sends them, masked with zeros. */
const frame = (first: number, length: number, ...payload: number[]): Buffer =>
  Buffer.from([first, 0x80 | length, 0, 0, 0, 0, ...payload])
const FRAMES: Record<string, Buffer> = {
  'an opcode that does not exist': frame(0x83, 0),
  'a reserved bit': frame(0xc1, 1, 0x32),
  'text that is not UTF-8': frame(0x81, 2, 0xc3, 0x28),
  'a continuation of nothing': frame(0x80, 1, 0x32),
  'a ping that is too long': Buffer.concat([
    Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]),
    Buffer.alloc(126),
  ]),
  'a frame without a mask': Buffer.from([0x81, 1, 0x32]),
  'half a frame, then silence': Buffer.from([0x81, 0xfe, 0x10, 0x00]),
  'a length of 2^62': Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  'no bytes at all': Buffer.alloc(0),
}

test('[F22] malformed packets end at most their own connection: the same process, no other connection affected, memory freed', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(20)
  const ledger = createLedger()
  const { pid } = rig.program.child
  const round = async (): Promise<void> => {
    await Promise.all(MESSAGES.map((message) => sendMessage(rig, message)))
    await Promise.all(Object.values(FRAMES).map((bytes) => sendBytes(rig, bytes)))
    await strangePolls(rig)
  }
  // The memory for the first connections is not caused by the packets.
  for (let i = 0; i < 5; i++) await round()
  const before = rig.rss()
  for (let i = 0; i < 20; i++) await round()
  expect(rig.program.child.pid).toBe(pid)
  expect(rig.program.child.exitCode).toBeNull()
  // Some garbage may not be collected yet. If it were kept, twenty rounds of big packets would be sixty megabytes.
  expect(rig.rss()).toBeLessThan(before + 40)
  expect(await record(ledger, driver, { type: 'position/goto', to: { h: 3, v: 0, f: -1 } })).toBe(true)
  for (const each of crowd) expect(each.count.connections).toBe(1)
  const { entries } = await universalCheck(rig, { followers: [driver, ...crowd], ledger })
  expect(entries.filter(({ event }) => event.type !== 'talk/outlined')).toHaveLength(2)
})

async function sendMessage({ url }: Rig, message: string): Promise<void> {
  const line = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    origin: url,
  })
  line.on('error', () => {})
  const closed = once(line, 'close')
  await once(line, 'message')
  line.send(HELLO)
  await once(line, 'message')
  line.send(message)
  // An answer shows that the connection has read everything before; so does its end.
  line.send('421["probe",null]')
  const answered = new Promise<void>((resolve) => {
    line.on('message', (data: Buffer) => data.toString().startsWith('431') && resolve())
  })
  await Promise.race([closed, answered])
  line.terminate()
}

/** A raw handshake, then these bytes; resolves when either side has closed the connection. */
async function sendBytes({ url }: Rig, bytes: Buffer): Promise<void> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${url}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(socket, 'data')
  socket.end(bytes)
  socket.resume()
  await once(socket, 'close')
}

async function strangePolls({ url }: Rig): Promise<void> {
  const poll = (query: string, init?: RequestInit): Promise<number> =>
    fetch(`${url}/socket.io/?${query}`, init).then((answer) => answer.status)
  expect(await poll('EIO=3&transport=polling')).toBe(400)
  expect(await poll('EIO=4&transport=carrier-pigeon')).toBe(400)
  expect(await poll('EIO=4&transport=polling&sid=none')).toBe(400)
  const opened = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text()
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
  const own = `EIO=4&transport=polling&sid=${sid}`
  // Two polls at once are one too many: the second ends the session.
  const both = await Promise.all([poll(own), poll(own)])
  expect(both).toContain(400)
  expect(await poll(own, { method: 'POST', body: 'x'.repeat(2_000_000) }).catch(() => 0)).not.toBe(200)
}
