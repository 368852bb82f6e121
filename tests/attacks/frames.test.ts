/** The frames of RFC 6455 one by one, valid and invalid, as in the Autobahn suite, with our own settings. */
import { beforeAll, expect, test } from 'vitest'
import { MAX_MESSAGE_BYTES } from '../../protocol/wire.ts'
import { DECK } from '../support/deck.ts'
import { frameOf, openRawLine, OP, type FrameParts, type RawLine } from '../support/raw-line.ts'
import { startProgram } from '../support/cli.ts'
import { freePort } from '../support/program.ts'
import { HELLO } from './mutate.ts'

const HELLO_TEXT = HELLO('audience')
const PROBE = '42999["probe",null]'
const half = Math.floor(PROBE.length / 2)
const text = (payload: Buffer | string, more: FrameParts = {}): Buffer => frameOf({ payload, ...more })
const start = (payload: Buffer | string, more: FrameParts = {}): Buffer =>
  text(payload, { fin: false, ...more })
const more = (payload: Buffer | string, fin = true): Buffer =>
  frameOf({ opcode: OP.continuation, payload, fin })
const ping = (payload: Buffer | string = '', parts: FrameParts = {}): Buffer =>
  frameOf({ opcode: OP.ping, payload, ...parts })
const close = (code: number, reason: Buffer | string = ''): Buffer => {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return frameOf({ opcode: OP.close, payload: Buffer.concat([head, Buffer.from(reason)]) })
}

let port = 0
beforeAll(async () => {
  port = await freePort()
})

async function line(): Promise<RawLine> {
  const opened = await openRawLine({ port })
  opened.write(text(HELLO_TEXT))
  await opened.next(({ payload }) => payload.toString().startsWith('42["patch"'))
  return opened
}
const answered = (opened: RawLine): Promise<unknown> =>
  opened.next(({ payload }) => payload.toString().startsWith('43999['))

/** Frames that are read like any other. */
const SOUND: Record<string, Buffer[]> = {
  'one frame': [text(PROBE)],
  'two fragments': [start(PROBE.slice(0, half)), more(PROBE.slice(half))],
  'fragments of nothing': [start(''), more('', false), more(PROBE), ping()],
  'a fragment for each of 16 pieces': [
    start(PROBE.slice(0, 1)),
    ...Array.from({ length: 14 }, (_, i) => more(PROBE.slice(i + 1, i + 2), false)),
    more(PROBE.slice(15)),
  ],
  'a ping between fragments': [start(PROBE.slice(0, half)), ping('mid'), more(PROBE.slice(half))],
  'two bytes of length where one would do': [text(PROBE, { lengthAs: 126 })],
  'eight bytes of length where one would do': [text(PROBE, { lengthAs: 127 })],
  'a pong that nobody asked for': [frameOf({ opcode: OP.pong, payload: 'unasked' }), text(PROBE)],
  'each byte by itself': [...text(PROBE)].map((byte) => Buffer.from([byte])),
  'many frames in one piece': [Buffer.concat([ping('a'), ping('b'), text('42["probe",null]'), text(PROBE)])],
  'letters of every length': [text('427["ask",{"ask":"é€😀"}]'), text(PROBE)],
  'a letter cut by a fragment': [
    start(Buffer.from('427["ask","€"]').subarray(0, 12)),
    more(Buffer.from('427["ask","€"]').subarray(12)),
    text(PROBE),
  ],
}

test('[S20] [AT9] valid frames are read, whole or in pieces, and pings are answered in order', async () => {
  await startProgram(DECK, port, '--memory')
  for (const [what, frames] of Object.entries(SOUND)) {
    const opened = await line()
    for (const frame of frames) opened.write(frame)
    expect(await answered(opened), what).not.toBeNull()
    await opened.finish()
  }
  const opened = await line()
  for (const payload of ['', 'x'.repeat(125), '\u0000\u00ff']) {
    opened.write(ping(payload))
    const pong = await opened.next(({ opcode }) => opcode === OP.pong)
    expect(pong?.payload.toString()).toBe(payload)
  }
  for (let i = 0; i < 10; i += 1) opened.write(ping(`number ${i}`))
  for (let i = 0; i < 10; i += 1)
    expect((await opened.next(({ opcode }) => opcode === OP.pong))?.payload.toString()).toBe(`number ${i}`)
  await opened.finish()
})

const BAD_UTF8 = [
  ['a lone continuation', [0x80]],
  ['a letter cut short', [0xe2, 0x82]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['past the last letter', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that is never used', [0xfe]],
] as const

/** Frames that end the connection, with the close code. */
const BROKEN: [what: string, code: number, frames: Buffer[]][] = [
  ...[1, 2, 4, 7].map((rsv): [string, number, Buffer[]] => [
    `reserved bits ${rsv}`,
    1002,
    [text(PROBE, { rsv })],
  ]),
  ['reserved bits on a ping', 1002, [ping('', { rsv: 1 })]],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, number, Buffer[]] => [
    `opcode ${opcode}`,
    1002,
    [frameOf({ opcode, payload: PROBE })],
  ]),
  ['a frame without a mask', 1002, [text(PROBE, { masked: false })]],
  ['a ping of 126 bytes', 1002, [ping('x'.repeat(126))]],
  ['a ping in fragments', 1002, [ping('x', { fin: false })]],
  ['a close in fragments', 1002, [frameOf({ opcode: OP.close, fin: false })]],
  ['a continuation of nothing', 1002, [more(PROBE)]],
  ['a continuation after the end', 1002, [start(PROBE.slice(0, half)), more(PROBE.slice(half)), more('x')]],
  ['a text inside a text', 1002, [start(PROBE.slice(0, half)), text(PROBE)]],
  ['a close of one byte', 1002, [frameOf({ opcode: OP.close, payload: 'x' })]],
  ['a close of 126 bytes', 1002, [close(1000, 'x'.repeat(124))]],
  ...[0, 999, 1004, 1005, 1006, 1016, 1100, 2999, 5000, 65_535].map((code): [string, number, Buffer[]] => [
    `close code ${code}`,
    1002,
    [close(code)],
  ]),
  ...BAD_UTF8.flatMap(([what, bytes]): [string, number, Buffer[]][] => [
    [`${what} in a text`, 1007, [text(Buffer.from([0x34, 0x32, ...bytes]))]],
    [`${what} in a reason`, 1007, [close(1000, Buffer.from(bytes))]],
    [`${what} over two fragments`, 1007, [start(Buffer.from([0x34, 0x32])), more(Buffer.from(bytes))]],
  ]),
  ['one byte too many', 1009, [text('4'.padEnd(MAX_MESSAGE_BYTES + 1, 'x'))]],
  ['too many bytes in pieces', 1009, [start('4'.padEnd(10_000, 'x')), more('x'.repeat(10_000))]],
  ['a claim of two gigabytes', 1009, [text('4', { claimed: 2n ** 31n })]],
  ['a claim of more than a number holds', 1009, [text('4', { claimed: 2n ** 62n })]],
  ['seventeen fragments', 1008, [start('4'), ...Array.from({ length: 16 }, () => more('x', false))]],
]

test('[S20] [S7] [AT9] [AT11] invalid frames end their connection with the matching close code', async () => {
  await startProgram(DECK, port, '--memory')
  const ends: Record<string, number> = {}
  for (const [what, , frames] of BROKEN) {
    const opened = await line()
    for (const frame of frames) opened.write(frame)
    ends[what] = await opened.closed
  }
  expect(ends).toEqual(Object.fromEntries(BROKEN.map(([what, code]) => [what, code])))
  expect(await answered(await probing())).not.toBeNull()
})

async function probing(): Promise<RawLine> {
  const opened = await line()
  opened.write(text(PROBE))
  return opened
}

test('[S20] [AT9] a close frame is answered with its own code, and nothing after it is read', async () => {
  await startProgram(DECK, port, '--memory')
  for (const code of [1000, 1001, 1003, 1007, 1011, 3000, 3999, 4000, 4999]) {
    const opened = await line()
    opened.write(Buffer.concat([close(code, 'going'), text(PROBE)]))
    expect(await answered(opened)).toBeNull()
    expect(await opened.closed).toBe(code)
  }
  const silent = await line()
  silent.write(frameOf({ opcode: OP.close }))
  // Without a code, there is none to return.
  expect([1005, 1006]).toContain(await silent.closed)
})
