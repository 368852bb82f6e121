/** Splits a frame's bytes into fields, each with an explanation. */
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
  const size = payload.length
  const field = (name: Field['name'], bits: string[], says: string, hidden = 0): Field => ({
    name,
    bits,
    hidden,
    says,
  })
  const short = second.slice(1)
  const kind = OPCODES[opcode as keyof typeof OPCODES] ?? 'unknown'
  const keyAt = payloadAt - (mask ? 4 : 0)

  const fields = [
    field('FIN', [first.slice(0, 1)], fin ? 'the last piece of its message' : 'more pieces follow'),
    field('RSV', [first.slice(1, 4)], rsv === 0 ? 'not used' : 'used by an extension'),
    field('opcode', [first.slice(4)], `${opcode}: ${kind}`),
    field(
      'MASK',
      [second.slice(0, 1)],
      mask ? 'masked: it comes from a browser' : 'not masked: it comes from a server',
    ),
    field(
      'length',
      [short],
      lengthBits === 7
        ? `${size} bytes: seven bits are enough`
        : `${Number.parseInt(short, 2)}: too long for seven bits, look at the next ${lengthBits}`,
    ),
  ]
  if (lengthBits !== 7)
    fields.push(
      field('more length', at(2, keyAt), `${size.toLocaleString('en')} bytes, in ${lengthBits} bits`),
    )
  if (mask) fields.push(field('masking key', at(keyAt, payloadAt), 'random, and different for each frame'))
  if (size > 0) {
    const says = mask ? 'each byte XOR one of the four in the key' : 'the text itself, in UTF-8'
    const upTo = size <= FIT ? end : payloadAt + FIRST
    fields.push(field('payload', at(payloadAt, upTo), says, end - upTo))
  }
  return fields
}
