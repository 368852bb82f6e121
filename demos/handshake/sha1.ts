/** SHA-1 for the handshake, because browsers provide none over plain HTTP, which phones in the room may use. */

/** The 20 bytes of the hash. Good enough for Sec-WebSocket-Accept, but not for security. */
export function sha1(message: Uint8Array): Uint8Array {
  // Padding: a one bit, zeros, and the length in bits, up to a multiple of 64 bytes.
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n)

  const hash = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const words = new Uint32Array(80)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 80; i++) {
      const mixed = word(words, i - 3) ^ word(words, i - 8) ^ word(words, i - 14) ^ word(words, i - 16)
      words[i] = i < 16 ? view.getUint32(block + i * 4) : rotate(mixed, 1)
    }
    let [a, b, c, d, e] = hash as unknown as [number, number, number, number, number]
    for (let i = 0; i < 80; i++) {
      const next = rotate(a, 5) + mix(i, b, c, d) + e + word(words, i)
      ;[a, b, c, d, e] = [next | 0, a, rotate(b, 30), c, d]
    }
    for (const [i, each] of [a, b, c, d, e].entries()) hash[i] = word(hash, i) + each
  }
  const out = new DataView(new ArrayBuffer(20))
  for (const [i, each] of hash.entries()) out.setUint32(i * 4, each)
  return new Uint8Array(out.buffer)
}

/** The round's function of three words, plus its constant. */
function mix(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

function word(words: Uint32Array, i: number): number {
  return words[i] ?? 0
}
