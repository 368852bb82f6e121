/** A packet in Engine.IO's own queue, and how many bytes it is. */

export interface QueuedPacket {
  data?: unknown
  options?: { wsPreEncodedFrame?: Buffer[] }
}

export function bytesOf(packets: readonly QueuedPacket[]): number {
  let bytes = 0
  for (const { data, options } of packets) {
    if (options?.wsPreEncodedFrame) for (const { length } of options.wsPreEncodedFrame) bytes += length
    else if (typeof data === 'string') bytes += Buffer.byteLength(data)
    // Engine.IO's own, such as a ping, carry nothing; of anything else nobody knows.
    else if (data !== undefined) return Infinity
  }
  return bytes
}
