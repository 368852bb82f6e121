/** WebSocket frames, minimal for crowds of thousands in one process: short texts out, frames in. */

export const TEXT = 1
export const CLOSE = 8
export const PING = 9

/** A client's frame; its mask is all zeros, which costs the server the same as any other and the crowd nothing. */
export function clientFrame(payload: string | Buffer, opcode = TEXT): Buffer {
  const body = Buffer.from(payload)
  const short = body.length < 126
  const frame = Buffer.alloc((short ? 6 : 8) + body.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (short ? body.length : 126)
  if (!short) frame.writeUInt16BE(body.length, 2)
  body.copy(frame, frame.length - body.length)
  return frame
}

/**
 * Calls back for each complete server frame in the first `end` bytes. Returns the offset of the incomplete rest.
 * Fragments are reported one by one, because no server in the benches sends any.
 */
export function readFrames(
  bytes: Buffer,
  end: number,
  onFrame: (opcode: number, from: number, to: number) => void,
): number {
  let at = 0
  while (at + 2 <= end) {
    let length = bytes[at + 1]! & 0x7f
    let from = at + 2
    if (length === 126) {
      if (at + 4 > end) return at
      length = bytes.readUInt16BE(at + 2)
      from = at + 4
    } else if (length === 127) {
      if (at + 10 > end) return at
      length = Number(bytes.readBigUInt64BE(at + 2))
      from = at + 10
    }
    if (from + length > end) return at
    onFrame(bytes[at]! & 0x0f, from, from + length)
    at = from + length
  }
  return at
}
