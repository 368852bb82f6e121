/** What the exhibits show of a browser's own request and connection: to that browser only. */

/** A head as it came over the wire; what only its sender may know is masked. */
export interface Head {
  /** The request line or the status line. */
  start: string
  /** Name and value, in the order and the spelling in which they came. */
  headers: [name: string, value: string][]
}

export interface Connection {
  /** Engine.IO's name: `websocket` or `polling`. */
  transport: string
  /** The handshake of the WebSocket; null when there was none, as with long-polling. */
  handshake: { request: Head; answer: Head; openMs: number } | null
}
