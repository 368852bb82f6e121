/** Encodes and decodes WebSocket frames as defined in RFC 6455, section 5.2. */

export const OPCODES = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
} as const
/** Opcodes from this one on are control frames: short and unfragmented. */
const FIRST_CONTROL = 8

export interface Frame {
  /** The last fragment of its message. */
  fin: boolean
  /** The three reserved bits as one number. */
  rsv: number
  opcode: number
  /** Four bytes that mask the payload; null from a server, which must not mask. */
  mask: Uint8Array | null
  /** Unmasked. */
  payload: Uint8Array
}

export interface Decoded extends Frame {
  /** The number of bits for the length: 7, or 16 or 64 after a first 126 or 127. */
  lengthBits: 7 | 16 | 64
  /** The offsets of the payload and of the frame's end. */
  payloadAt: number
  end: number
}

/** Throws a RangeError for values that no frame may have. */
export function encodeFrame({ fin, rsv, opcode, mask, payload }: Frame): Uint8Array<ArrayBuffer> {
  if (rsv < 0 || rsv > 7 || opcode < 0 || opcode > 15)
    throw new RangeError('The value does not fit into its bits.')
  if (opcode >= FIRST_CONTROL && (!fin || payload.length > 125))
    throw new RangeError('A control frame must be short and unfragmented.')
  if (mask && mask.length !== 4) throw new RangeError('A mask must have four bytes.')
  const size = payload.length
  const extra = size < 126 ? 0 : size < 65_536 ? 2 : 8
  const payloadAt = 2 + extra + (mask ? 4 : 0)
  const bytes = new Uint8Array(payloadAt + size)
  const view = new DataView(bytes.buffer)
  bytes[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  bytes[1] = (mask ? 0x80 : 0) | (extra === 0 ? size : extra === 2 ? 126 : 127)
  if (extra === 2) view.setUint16(2, size)
  if (extra === 8) view.setBigUint64(2, BigInt(size))
  if (mask) bytes.set(mask, payloadAt - 4)
  bytes.set(mask ? cover(payload, mask) : payload, payloadAt)
  return bytes
}

/** The first frame in these bytes; null while it is incomplete. Throws a RangeError for an impossible length. */
export function decodeFrame(bytes: Uint8Array): Decoded | null {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return null
  const short = second & 0x7f
  const extra = short < 126 ? 0 : short === 126 ? 2 : 8
  const masked = (second & 0x80) !== 0
  const payloadAt = 2 + extra + (masked ? 4 : 0)
  if (bytes.length < payloadAt) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = extra === 0 ? short : extra === 2 ? view.getUint16(2) : Number(view.getBigUint64(2))
  if (!Number.isSafeInteger(size)) throw new RangeError('The length of the frame is not supported.')
  const end = payloadAt + size
  if (bytes.length < end) return null
  const mask = masked ? bytes.slice(payloadAt - 4, payloadAt) : null
  const body = bytes.slice(payloadAt, end)
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 0x0f,
    mask,
    payload: mask ? cover(body, mask) : body,
    lengthBits: extra === 0 ? 7 : extra === 2 ? 16 : 64,
    payloadAt,
    end,
  }
}

/** Masks the payload. Applying it twice restores the payload. */
function cover(payload: Uint8Array, mask: Uint8Array): Uint8Array {
  return payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))
}
