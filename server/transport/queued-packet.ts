/** A packet in Engine.IO's own queue, and its size in bytes. */

export interface QueuedPacket {
  data?: unknown
  options?: { wsPreEncodedFrame?: Buffer[] }
}

export function bytesOf(packets: readonly QueuedPacket[]): number {
  let bytes = 0
  for (const { data, options } of packets) {
    if (options?.wsPreEncodedFrame) for (const { length } of options.wsPreEncodedFrame) bytes += length
    else if (typeof data === 'string') bytes += Buffer.byteLength(data)
    // Engine.IO's own packets, such as a ping, carry no data. The size of anything else is unknown.
    else if (data !== undefined) return Infinity
  }
  return bytes
}
