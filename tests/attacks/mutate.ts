/** Generates malformed messages from a seed: the same seed gives the same messages in the same order. */
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { INTENT_TYPES, type Intent } from '../../protocol/intent.ts'
import { TALK } from '../support/deck.ts'
import { frameOf, OP } from '../support/raw-line.ts'
import { SAMPLE_QUERIES, sampleIntent } from '../support/samples.ts'

export interface Dice {
  /** An integer from 0 up to, but not including, `below`. */
  roll(below: number): number
  pick<T>(from: readonly T[]): T
}

/** Mulberry32: a small and fast random number generator. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const roll = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 0x1_0000_0000) % below
  }
  return { roll, pick: (from) => from[roll(from.length)] as (typeof from)[number] }
}

export const HELLO = (role: string): string =>
  `40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role })}`

/** Messages that are known to have broken servers (row F22 of the faults), before any random ones. */
export const CORPUS = [
  '450-["e"]',
  '4511-["e",{"_placeholder":true,"num":0}]',
  '451-["e",{"_placeholder":true,"num":1e9}]',
  '42["disconnect"]',
  '42["connect_error"]',
  '42["__proto__",{}]',
  '42["constructor",{}]',
  '42',
  '4{',
  '4',
  '',
  '40{"__proto__":1}',
  '40/admin,{}',
  '40/,',
  '41',
  '43',
  '431[]',
  '4399999999999[]',
  '44{"a":1}',
  '45',
  '46',
  '49',
  '0{"sid":"x"}',
  '1',
  '2probe',
  '3probe',
  '5',
  '6',
  '7',
  'b',
  'bAAAA',
  'b!!!!',
  '-1',
  '\u0000',
  '4299999999999999999999["intent"]',
  '42[1,2]',
  '42["intent"',
  '42{"0":"intent"}',
  '42[["intent"]]',
  '42[null]',
  '42["intent",{"id":1}]\x1e42["probe"]',
  '\x1e\x1e\x1e',
  '42["\ud800"]',
  `42["${'x'.repeat(5000)}"]`,
  `41\x1e40{"protocol":2,"talk":"${TALK}","role":"audience"}`,
  // A close and a second CONNECT in one payload once caused an exception.
  `42["intent",${'['.repeat(7000)}${']'.repeat(7000)}]`,
  `42["intent",${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}]`,
]

const NASTY: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  ' ',
  '0',
  'x'.repeat(3000),
  [],
  {},
  [[]],
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  '\u202e',
  '\ufeff',
  'a\u0301\u0301\u0301',
  { length: 1e9 },
  JSON.parse('{"toString":1,"valueOf":1,"toJSON":1,"then":1}'),
  JSON.parse('{"__proto__":{"polluted":1}}'),
  Array.from({ length: 300 }, () => 0),
  { h: 0, v: 0, f: -1 },
]
/** Valid JSON that JSON.stringify never produces. */
const TEXTS = [
  '1e999',
  '-0',
  '1E+2',
  '"\\ud800"',
  '"\\u0000"',
  '{"a":1,"a":2}',
  '[1,]',
  'NaN',
  'undefined',
  '00',
  '"',
]

/** One value inside is replaced, missing or duplicated. */
function wrongValue(dice: Dice, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || dice.roll(4) === 0) return dice.pick(NASTY)
  const copy: Record<string, unknown> = { ...value }
  const key = dice.pick([...Object.keys(copy), 'id'])
  switch (dice.roll(4)) {
    case 0:
      delete copy[key]
      return copy
    case 1:
      copy[dice.pick(['extra', '__proto__ ', 'before', 'type', 'to', 'from', 'query', 'channel'])] =
        dice.pick(NASTY)
      return copy
    default:
      copy[key] = wrongValue(dice, copy[key])
      return copy
  }
}

function wrongText(dice: Dice, text: string): string {
  const at = dice.roll(text.length + 1)
  const until = at + dice.roll(8)
  switch (dice.roll(6)) {
    case 0:
      return text.slice(0, at) + text.slice(until)
    case 1:
      return text.slice(0, at) + String.fromCodePoint(dice.roll(0x3000)) + text.slice(at + 1)
    case 2:
      return text.slice(0, at)
    case 3:
      return text.slice(0, at) + text.slice(Math.max(0, at - 40), until) + text.slice(at)
    case 4:
      return text.slice(0, at) + dice.pick(TEXTS) + text.slice(until)
    default:
      return dice.pick(CORPUS).slice(0, 60) + text.slice(at)
  }
}

const soundIntent = (dice: Dice): Intent => ({
  ...sampleIntent(dice.pick(INTENT_TYPES)),
  id: `fuzz-intent-${dice.roll(1e9)}`,
})

/** A call that is valid JSON with an invalid meaning; the connection stays open. */
export function wrongCall(dice: Dice): string {
  const [name, sound] = dice.pick<() => [string, unknown]>([
    () => ['intent', soundIntent(dice)],
    () => ['intent', soundIntent(dice)],
    () => ['intent', soundIntent(dice)],
    () => ['query', dice.pick(SAMPLE_QUERIES)],
    () => [
      'subscribe',
      {
        channel: dice.pick([
          'chat',
          'hand',
          'position',
          'stream',
          'room',
          'count',
          'cycle',
          'typing',
          'saved',
        ]),
        on: dice.roll(4) > 0,
        since: dice.roll(100),
      },
    ],
    () => [dice.pick(['probe', 'resync', 'typing', 'disconnect', '__proto__', 'hasOwnProperty', '']), null],
  ])()
  const args = [wrongValue(dice, sound)]
  if (dice.roll(10) === 0) args.push(dice.pick(NASTY))
  return `42${dice.roll(1000)}${JSON.stringify([name, ...args])}`
}

/** A packet of Engine.IO or Socket.IO that may be invalid. */
export function wrongPacket(dice: Dice): string {
  let text = dice.pick([() => dice.pick(CORPUS), () => wrongCall(dice), () => HELLO('audience')])()
  for (let i = dice.roll(3); i >= 0; i -= 1) text = wrongText(dice, text)
  return text
}

/** WebSocket frames that violate RFC 6455 in some way. */
export function wrongBytes(dice: Dice): Buffer {
  const payload =
    dice.roll(3) === 0
      ? Buffer.from(Array.from({ length: dice.roll(200) }, () => dice.roll(256)))
      : wrongPacket(dice)
  const bytes = frameOf({
    payload,
    opcode: dice.roll(3) === 0 ? dice.roll(16) : OP.text,
    fin: dice.roll(4) > 0,
    rsv: dice.roll(4) === 0 ? dice.roll(8) : 0,
    masked: dice.roll(8) > 0,
    ...(dice.roll(8) === 0 && { claimed: BigInt(dice.pick([0, 125, 65_535, 65_536, 2 ** 31, 2 ** 53])) }),
    ...(dice.roll(10) === 0 && { lengthAs: dice.pick([126, 127] as const) }),
  })
  if (dice.roll(4) === 0) return bytes.subarray(0, dice.roll(bytes.length + 1))
  if (dice.roll(4) === 0) bytes[dice.roll(bytes.length)] = dice.roll(256)
  return bytes
}
