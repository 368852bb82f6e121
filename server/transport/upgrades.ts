/**
 * Requests with an `Upgrade`: WebSockets for the engine's path go to the engine. Any other is served as if it had
 * none, as RFC 9110 (7.8) allows. `curl --http2`, for example, asks every server for `h2c`.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'
import type { Server } from 'engine.io'

/** The headers that are only about the upgrade. The connection closes after the answer. */
const LEFT_OUT = ['upgrade', 'http2-settings', 'connection']

type Listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Attaches the engine below `path`. */
export function attachEngine(http: HttpServer, engine: Server, path: string): void {
  /** A development server has a WebSocket of its own. */
  const others = http.listeners('upgrade')
  engine.attach(http, { path, destroyUpgrade: false })
  for (const listener of http.listeners('upgrade'))
    if (!others.includes(listener)) http.off('upgrade', listener as Listener)

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node leaves the errors of this connection to us, and until ws takes it over nobody else listens.
    socket.on('error', ignore)
    const webSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (webSocket && request.url?.startsWith(`${path}/`)) engine.handleUpgrade(request, socket, head)
    else if (!webSocket || others.length === 0) serveWithoutUpgrade(http, request, socket, head)
  })
}

/** Node destroys the connection itself. */
function ignore(): void {}

/** Puts the request back into the socket without its upgrade, so that the server reads it again, including any body. */
function serveWithoutUpgrade(http: HttpServer, request: IncomingMessage, socket: Duplex, rest: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (!LEFT_OUT.includes(rawHeaders[i]!.toLowerCase())) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  const again = `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`
  http.emit(http instanceof TlsServer ? 'secureConnection' : 'connection', socket)
  socket.unshift(Buffer.concat([Buffer.from(again, 'latin1'), rest]))
}
