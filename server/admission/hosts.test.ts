/** Tests which hosts count as ours. */
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createOurHost } from './hosts.ts'
import { createTrust } from './trusted-proxies.ts'

const URLS = [
  'http://localhost:4000',
  'http://127.0.0.1:4000',
  'http://[::1]:4000',
  'http://laptop.local:4000',
]
const PUBLIC = 'https://talk.example.com'

function asked(headers: Record<string, string>, localAddress = '192.168.1.5', remoteAddress = '10.0.0.1') {
  return { headers, socket: { localAddress, remoteAddress } } as unknown as IncomingMessage
}
const ours = createOurHost(() => [...URLS, PUBLIC], createTrust(null))
const behindProxy = createOurHost(() => [...URLS, PUBLIC], createTrust({ hops: 1 }))

test.each([
  'localhost',
  'localhost:4000',
  'LOCALHOST:5000',
  'localhost.:4000',
  '127.0.0.1:4000',
  '[::1]:4000',
  'laptop.local:4000',
  'talk.example.com',
  '192.168.1.5:4000',
])('[S30] accepts the host %s', (host) => {
  expect(ours(asked({ host }, '::ffff:192.168.1.5'))).toBe(true)
})

test.each([
  'evil.example',
  'evil.example:4000',
  'localhost.evil.example',
  'evil.example#localhost',
  'evil@localhost',
  'localhost, evil.example',
  '192.168.1.6',
  '',
  ':4000',
])('[S30] refuses the host "%s"', (host) => {
  expect(ours(asked({ host }))).toBe(false)
})

test('[S30] accepts the address that a connection came to, also over IPv6, and requests without a Host', () => {
  expect(ours(asked({ host: '[2001:db8::5]:4000' }, '2001:db8::5'))).toBe(true)
  expect(ours(asked({ host: '[2001:db8::6]:4000' }, '2001:db8::5'))).toBe(false)
  expect(ours(asked({}))).toBe(true)
})

test('[S30] only a trusted proxy may name the host that its visitor requested', () => {
  const said = asked({ host: 'backend:4000', 'x-forwarded-host': 'talk.example.com' })
  expect([ours(said), behindProxy(said)]).toEqual([false, true])
  const lie = asked({ host: 'talk.example.com', 'x-forwarded-host': 'evil.example' })
  expect([ours(lie), behindProxy(lie)]).toEqual([true, false])
})
