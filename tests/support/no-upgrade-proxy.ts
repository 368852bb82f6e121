/** A proxy as in many halls: it forwards HTTP and refuses every WebSocket. */
import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'

export interface Proxy {
  url: string
  /** Upgrades that it has refused. */
  readonly refused: number
  /** Requests that it has forwarded. */
  readonly passed: number
  /** From now on WebSockets are forwarded. */
  allowUpgrades(): void
}

/** With several ports, each request goes to the next one, like a load balancer without affinity. */
export async function startNoUpgradeProxy(...ports: [number, ...number[]]): Promise<Proxy> {
  let refused = 0
  let passed = 0
  let allowed = false
  const next = (): number => ports[passed++ % ports.length] ?? ports[0]
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const onward = request({ host: '127.0.0.1', port: next(), method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  proxy.on('upgrade', (incoming, socket) => {
    if (allowed) return passUpgrade(incoming, socket, next())
    refused += 1
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get refused() {
      return refused
    },
    get passed() {
      return passed
    },
    allowUpgrades: () => void (allowed = true),
  }
}

function passUpgrade({ method, url, rawHeaders }: IncomingMessage, socket: Duplex, port: number): void {
  const onward = connect(port, '127.0.0.1')
  const lines = rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
  onward.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n`)
  socket.pipe(onward).pipe(socket)
  socket.on('error', () => onward.destroy())
  onward.on('error', () => socket.destroy())
}
