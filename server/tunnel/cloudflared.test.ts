/** Tests what the output of `cloudflared` means. */
import { expect, test } from 'vitest'
import { cloudflared } from './cloudflared.ts'

const LOCAL = { host: '127.0.0.1', port: 4000, secure: false }
const AT = '2026-11-28T10:00:00Z'
const ADDRESS = `${AT} INF |  https://brave-green-river.trycloudflare.com                                                |`
const registered = (index: number): string =>
  `${AT} INF Registered tunnel connection connIndex=${index} connection=bb52 event=0 ip=198.41.200.13 location=fra08 protocol=quic`
const terminated = (index: number): string =>
  `${AT} WRN Connection terminated error="timeout: no recent network activity" connIndex=${index}`
const OPEN = { is: 'open', url: 'https://brave-green-river.trycloudflare.com' }

test('[C6] cloudflared is open once it has an address and a connection', () => {
  const read = cloudflared.reader(LOCAL)
  expect(read(`${AT} INF Requesting new quick Tunnel on trycloudflare.com...`)).toBeNull()
  expect(read(ADDRESS)).toBeNull()
  expect(read(registered(0))).toEqual(OPEN)
})

test('[C7] the line is lost with the last connection, and comes back with the same address', () => {
  const read = cloudflared.reader(LOCAL)
  for (const line of [ADDRESS, registered(0), registered(1)]) read(line)
  expect(read(terminated(1))).toBeNull()
  expect(read(terminated(0))).toEqual({ is: 'lost' })
  expect(read(`${AT} INF Retrying connection in up to 2s connIndex=0`)).toBeNull()
  expect(read(registered(0))).toEqual(OPEN)
})

test.each([
  [
    `${AT} ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout" connIndex=0 event=0`,
    'Failed to dial a quic connection: failed to dial to edge with quic: timeout',
  ],
  [
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: no such host',
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: no such host',
  ],
])('[C8] %s is told in one line', (line, words) => {
  expect(cloudflared.reader(LOCAL)(line)).toEqual({ is: 'trouble', line: words })
})

test('[C6] a server with HTTPS is reached although its certificate is for other names', () => {
  expect(cloudflared.args({ ...LOCAL, secure: true }).join(' ')).toContain(
    '--no-tls-verify --url https://127.0.0.1:4000',
  )
  expect(cloudflared.args(LOCAL).join(' ')).not.toContain('no-tls-verify')
})
