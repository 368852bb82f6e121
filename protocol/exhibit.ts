/** What the exhibits show of a browser's own request and connection. Only that browser gets it. */

/** A head as it was received or sent. What only its sender may know is masked. */
export interface Head {
  /** The request line or the status line. */
  start: string
  /** Names and values, with their original order and spelling. */
  headers: [name: string, value: string][]
}

export interface Connection {
  /** Engine.IO's name: `websocket` or `polling`. */
  transport: string
  /** The handshake of the WebSocket; null when there was none, as with long-polling. */
  handshake: { request: Head; answer: Head; openMs: number } | null
}
