/** The WebSocket that a page opens before its code has arrived, and the transport that takes it over. */
import { WebSocket as WebSocketTransport } from 'socket.io-client'
import type { Handshake } from '../../protocol/handshake.ts'

interface EarlySocket {
  socket: WebSocket
  handshake: Handshake
  /** The message with the handshake, which is sent as soon as the socket is open. */
  sent: string
  /** All that has come so far. */
  heard: MessageEvent[]
}

declare global {
  interface Window {
    /** Opened by `before-paint.ts`; null once it is not wanted any more. */
    earlySocket?: EarlySocket | null
  }
}

/** Its first socket is the one that the page has opened; each later one is new. */
export class EarlyWebSocket extends WebSocketTransport {
  #early: EarlySocket | null = null

  /** Sent before Socket.IO asks for a handshake, which must then be the same; it is not sent again. */
  get handshake(): Handshake | undefined {
    return this.#early?.handshake
  }

  override createSocket(...[uri, ...rest]: Parameters<WebSocketTransport['createSocket']>): WebSocket {
    const { earlySocket: early } = window
    window.earlySocket = null
    const { readyState = WebSocket.CLOSED, url } = early?.socket ?? {}
    const hasEnded = readyState > WebSocket.OPEN && early?.heard.length !== 0
    if (!early || url !== uri || hasEnded) return super.createSocket(uri, ...rest) as WebSocket
    this.#early = early
    const { socket, heard } = early
    // The transport adds its listeners in this turn, after the events that it has missed.
    queueMicrotask(() => {
      if (readyState === WebSocket.CLOSED) socket.onerror?.(new Event('error'))
      if (readyState === WebSocket.OPEN) socket.onopen?.(new Event('open'))
      for (const event of heard) socket.onmessage?.(event)
    })
    return socket
  }

  override doWrite(...[packet, data]: Parameters<WebSocketTransport['doWrite']>): void {
    if (data !== this.#early?.sent) return super.doWrite(packet, data)
    this.#early = null
  }
}
