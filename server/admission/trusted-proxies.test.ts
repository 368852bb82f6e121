/** Tests which headers about a request's sender are trusted. */
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createEncryption } from './encrypted.ts'
import { UsageError } from '../base/errors.ts'
import { createTrust, readTrustedProxies, senderOf } from './trusted-proxies.ts'

const from = (remoteAddress: string, headers: Record<string, string> = {}, more = {}): IncomingMessage =>
  ({ socket: { remoteAddress, ...more }, headers }) as unknown as IncomingMessage
const forwarded = (...addresses: string[]) => ({ 'x-forwarded-for': addresses.join(', ') })

test.each<[string | undefined, string, string[], string]>([
  [undefined, '9.9.9.9', ['1.2.3.4'], '9.9.9.9'],
  ['1', '10.0.0.1', ['1.2.3.4', '5.6.7.8'], '5.6.7.8'],
  ['2', '10.0.0.1', ['1.2.3.4', '5.6.7.8'], '1.2.3.4'],
  ['2', '10.0.0.1', ['5.6.7.8'], '5.6.7.8'],
  ['1', '10.0.0.1', ['not an address'], '10.0.0.1'],
  ['1', '10.0.0.1', [], '10.0.0.1'],
  ['10.0.0.0/8', '::ffff:10.1.2.3', ['1.2.3.4', '5.6.7.8'], '5.6.7.8'],
  ['10.0.0.0/8', '11.0.0.1', ['1.2.3.4'], '11.0.0.1'],
  ['10.0.0.0/8, fd00::/8', 'fd00::1', ['1.2.3.4', '10.9.9.9'], '1.2.3.4'],
  ['127.0.0.1', '::ffff:127.0.0.1', ['::ffff:1.2.3.4'], '1.2.3.4'],
])(
  '[AT24] --trust-proxy %s: a request from %s, forwarded for %j, is from %s',
  (value, remote, said, sender) => {
    const trust = createTrust(value === undefined ? null : readTrustedProxies(value))
    expect(senderOf(from(remote, said.length > 0 ? forwarded(...said) : {}), trust)).toBe(sender)
  },
)

test.each(['0', '10', 'yes', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', ''])(
  '[S12] --trust-proxy %j is refused in one line',
  (value) => {
    expect(() => readTrustedProxies(value)).toThrow(UsageError)
  },
)

const PUBLIC = 'https://talk.example.com'
const HOST = { host: 'talk.example.com' }
test.each<[string, IncomingMessage, string | undefined, [encrypted: boolean, exposed: boolean]]>([
  ['our own TLS', from('9.9.9.9', {}, { encrypted: true }), undefined, [true, false]],
  ['a trusted proxy over https', from('10.0.0.1', { 'x-forwarded-proto': 'https' }), '1', [true, false]],
  [
    'a trusted proxy over http',
    from('10.0.0.1', { 'x-forwarded-proto': 'http', ...HOST }),
    '1',
    [false, true],
  ],
  ['a forged chain', from('10.0.0.1', { 'x-forwarded-proto': 'https, http' }), '1', [false, true]],
  ['a page of the public address', from('10.0.0.1', { origin: PUBLIC }), undefined, [true, false]],
  [
    'a page loaded over plain http',
    from('10.0.0.1', { origin: 'http://talk.example.com', ...HOST }),
    undefined,
    [false, true],
  ],
  [
    'an untrusted sender that claims https',
    from('9.9.9.9', { 'x-forwarded-proto': 'https' }),
    undefined,
    [false, true],
  ],
  ['the public host, through a proxy', from('10.0.0.1', HOST), undefined, [true, false]],
  ['this computer', from('127.0.0.1', { host: 'localhost:4000' }), undefined, [false, false]],
])('[AT28] %s', (_what, request, proxies, [encrypted, exposed]) => {
  const encryption = createEncryption(
    () => PUBLIC,
    createTrust(proxies === undefined ? null : readTrustedProxies(proxies)),
  )
  expect([encryption.encrypted(request), encryption.exposed(request)]).toEqual([encrypted, exposed])
})

test('[AT28] a server that only has plain http exposes nothing that could have been protected', () => {
  const encryption = createEncryption(() => 'http://192.168.1.7:4000', createTrust(null))
  expect(encryption.exposed(from('192.168.1.9', { host: '192.168.1.7:4000' }))).toBe(false)
})
