/** Tests which parts of a request are shown and which are masked. */
import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { maskHead, headOfRequest } from './masked-headers.ts'

function head(...rawHeaders: string[]) {
  const request = { method: 'GET', url: '/talk/?sid=s3cret&EIO=4', httpVersion: '1.1', rawHeaders }
  return headOfRequest(request as unknown as IncomingMessage)
}

it('[E60] keeps the order, spelling and repetitions of headers', () => {
  const { start, headers } = head('HOST', 'a', 'accept', 'x', 'X-Thing', '1', 'X-Thing', '2')
  expect(start).toBe('GET /talk/?sid=••••&EIO=4 HTTP/1.1')
  expect(headers).toEqual([
    ['HOST', 'a'],
    ['accept', 'x'],
    ['X-Thing', '1'],
    ['X-Thing', '2'],
  ])
})

it.each([
  ['Cookie', 'a=s3cret; b=s3cret=; s3cret', 'a=••••; b=••••; ••••'],
  ['cookie', 'lectern-participant=guest-s3cret.s3cret', 'lectern-participant=••••'],
  ['Authorization', 'Bearer s3cret', 'Bearer ••••'],
  ['Authorization', 's3cret', '••••'],
  ['Proxy-Authorization', 'Basic s3cret==', 'Basic ••••'],
  ['X-Auth-Request-Access-Token', 's3cret', '••••'],
  ['Cf-Access-Jwt-Assertion', 's3cret', '••••'],
  ['X-Api-Key', 's3cret', '••••'],
  ['Referer', 'http://a/?a=1&key=s3cret', 'http://a/?a=1&key=••••'],
])('[E61] %s: masks the secret in %s', (name, value, shown) => {
  expect(head(name, value).headers).toEqual([[name, shown]])
})

it("[E61] a handshake's key is not a secret, and responses are masked too", () => {
  expect(head('Sec-WebSocket-Key', 'a==').headers).toEqual([['Sec-WebSocket-Key', 'a==']])
  expect(
    maskHead(['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Set-Cookie: a=s3cret; Path=/']),
  ).toEqual({
    start: 'HTTP/1.1 101 Switching Protocols',
    headers: [
      ['Upgrade', 'websocket'],
      ['Set-Cookie', 'a=••••; Path=••••'],
    ],
  })
})

it('[E60] limits the size of a head', () => {
  const { headers } = head('X-Long', 'x'.repeat(9000), ...Array.from({ length: 400 }, () => 'a'))
  expect(headers[0]?.[1].length).toBe(501)
  expect(headers.length).toBe(60)
})
