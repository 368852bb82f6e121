/** The WebSocket that a page opens before its code has arrived, and the transport that takes it over. */
import { WebSocket as WebSocketTransport } from 'socket.io-client'

declare global {
  interface Window {
    /** Opened by `before-paint.ts`, with what it has heard so far; null once it is not wanted any more. */
    earlySocket?: { socket: WebSocket; heard: MessageEvent[] } | null
  }
}

/** Its first socket is the one that the page has opened; each later one is new. */
export class EarlyWebSocket extends WebSocketTransport {
  override createSocket(...[uri, ...rest]: Parameters<WebSocketTransport['createSocket']>): WebSocket {
    const { earlySocket: early } = window
    window.earlySocket = null
    const { readyState = WebSocket.CLOSED, url } = early?.socket ?? {}
    const hasEnded = readyState > WebSocket.OPEN && early?.heard.length !== 0
    if (!early || url !== uri || hasEnded) return super.createSocket(uri, ...rest) as WebSocket
    const { socket, heard } = early
    // The transport adds its listeners in this turn, after the events that it has missed.
    queueMicrotask(() => {
      if (readyState === WebSocket.CLOSED) socket.onerror?.(new Event('error'))
      if (readyState === WebSocket.OPEN) socket.onopen?.(new Event('open'))
      for (const event of heard) socket.onmessage?.(event)
    })
    return socket
  }
}
