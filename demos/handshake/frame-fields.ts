/** Splits a frame's bytes into fields, each with an explanation. */
import { fill, plural, words } from '../../client/words.ts'
import { decodeFrame, OPCODES } from './frame.ts'

export interface Field {
  /** The name in the drawing of the frame on the slide. */
  name: 'FIN' | 'RSV' | 'opcode' | 'MASK' | 'length' | 'more length' | 'masking key' | 'payload'
  /** One string of zeros and ones for each byte that belongs to the field, fully or in part. */
  bits: string[]
  /** The number of its bytes that are not shown. */
  hidden: number
  /** The meaning of these bits. */
  says: string
}

/** How many payload bytes are shown. */
const FIT = 5
const FIRST = 3

/** The fields of the first frame in these bytes, in order; none while the frame is incomplete. */
export function fieldsOf(bytes: Uint8Array): Field[] {
  const frame = decodeFrame(bytes)
  if (!frame) return []
  const { fin, rsv, opcode, mask, payload, lengthBits, payloadAt, end } = frame
  const at = (from: number, to: number): string[] =>
    [...bytes.subarray(from, to)].map((byte) => byte.toString(2).padStart(8, '0'))
  const [first = '', second = ''] = at(0, 2)
  const say = words.exhibits.frame
  const size = plural(say.size, payload.length)
  const field = (name: Field['name'], bits: string[], says: string, hidden = 0): Field => ({
    name,
    bits,
    hidden,
    says,
  })
  const short = second.slice(1)
  const kind = OPCODES[opcode as keyof typeof OPCODES] ?? say.unknown
  const keyAt = payloadAt - (mask ? 4 : 0)

  const fields = [
    field('FIN', [first.slice(0, 1)], fin ? say.last : say.goesOn),
    field('RSV', [first.slice(1, 4)], rsv === 0 ? say.unused : say.extended),
    field('opcode', [first.slice(4)], `${opcode}: ${kind}`),
    field('MASK', [second.slice(0, 1)], mask ? say.masked : say.notMasked),
    field(
      'length',
      [short],
      lengthBits === 7
        ? fill(say.enough, { size })
        : fill(say.tooLong, { value: Number.parseInt(short, 2), bits: lengthBits }),
    ),
  ]
  if (lengthBits !== 7)
    fields.push(field('more length', at(2, keyAt), fill(say.inBits, { size, bits: lengthBits })))
  if (mask) fields.push(field('masking key', at(keyAt, payloadAt), say.key))
  if (payload.length > 0) {
    const says = mask ? say.xor : say.plain
    const upTo = payload.length <= FIT ? end : payloadAt + FIRST
    fields.push(field('payload', at(payloadAt, upTo), says, end - upTo))
  }
  return fields
}
