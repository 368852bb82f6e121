import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { mayConnect } from './origin.ts'

const ours = ['http://192.0.2.7:4000', 'http://localhost:4000']
const may = (headers: Record<string, string>): boolean =>
  mayConnect({ headers } as unknown as IncomingMessage, ours)

test('[S4] our own pages may connect', () => {
  expect(may({ origin: 'http://192.0.2.7:4000', upgrade: 'websocket', cookie: 'a=b' })).toBe(true)
})

test.each([
  'https://evil.example',
  'null',
  'http://192.0.2.7',
  'https://192.0.2.7:4000',
  'http://192.0.2.7:4000.evil.example',
  'http://LOCALHOST:4000',
  '',
])('[S4] the origin %j may not connect, by WebSocket or by polling', (origin) => {
  expect(may({ origin, upgrade: 'websocket' })).toBe(false)
  expect(may({ origin, 'x-lectern': '1' })).toBe(false)
})

test('[S4] without an origin, a cookie counts only together with the header that no other site can send', () => {
  expect(may({ cookie: 'a=b' })).toBe(false)
  expect(may({ cookie: 'a=b', upgrade: 'websocket' })).toBe(false)
  expect(may({ cookie: 'a=b', upgrade: 'websocket', 'x-lectern': '1' })).toBe(false)
  expect(may({ cookie: 'a=b', 'x-lectern': '1' })).toBe(true)
})

test('[S4] a program without origin and cookies may connect like the audience', () => {
  expect(may({ upgrade: 'websocket' })).toBe(true)
})
