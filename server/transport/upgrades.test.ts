import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer, request } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { Server } from 'engine.io'
import { expect, onTestFinished, test } from 'vitest'
import { selfSignedCertificate } from '../command/certificate.ts'
import { attachEngine } from './upgrades.ts'

/** Answers every request with its path, beside an engine. */
async function serving(http: HttpServer): Promise<number> {
  http.on('request', (asked, response) => response.end(`here is ${asked.url}`))
  const engine = new Server()
  attachEngine(http, engine, '/socket.io')
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    engine.close()
    http.closeAllConnections()
    http.close()
  })
  return (http.address() as AddressInfo).port
}

const asking = (to: string) => ({ Connection: 'Upgrade', Upgrade: to })

test('[G29] over TLS a request to upgrade to another protocol is answered by HTTP/1.1 too', async () => {
  const port = await serving(createTlsServer(await selfSignedCertificate(null, ['127.0.0.1'])))
  const asked = request({
    port,
    path: '/page',
    headers: asking('h2c'),
    rejectUnauthorized: false,
    agent: false,
  })
  asked.end()
  const [response] = (await once(asked, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }]
  let text = ''
  for await (const chunk of response) text += chunk.toString()
  expect([response.statusCode, text]).toEqual([200, 'here is /page'])
})

test("[G29] a development server's own WebSocket is not changed", async () => {
  const http = createServer()
  http.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 418 Mine\r\n\r\n'))
  const port = await serving(http)
  const line = connect(port, '127.0.0.1')
  onTestFinished(() => void line.destroy())
  line.write('GET /hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  let text = ''
  line.on('data', (chunk) => (text += chunk.toString()))
  await once(line, 'end')
  expect(text).toBe('HTTP/1.1 418 Mine\r\n\r\n')
})
