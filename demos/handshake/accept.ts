/** Computes a handshake's accept value from its key, with the intermediate hash. */
import { sha1 } from './sha1.ts'

/** A constant from RFC 6455. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The hash in hexadecimal and the value of Sec-WebSocket-Accept. */
export function accept(key: string): { hex: string; base64: string } {
  const hash = sha1(new TextEncoder().encode(key + GUID))
  return {
    hex: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    base64: btoa(String.fromCodePoint(...hash)),
  }
}
