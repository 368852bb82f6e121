import { EventEmitter } from 'node:events'
import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { answerCalls, shallow } from './calls.ts'

/** What `onAny` of a socket does, without the socket. */
function caller(): { call: (name: string, ...args: unknown[]) => void; closed: () => boolean } & Parameters<
  typeof answerCalls
>[0] {
  const emitter = new EventEmitter()
  let closed = false
  return {
    onAny: (listener) => emitter.on('any', listener),
    disconnect: () => (closed = true),
    call: (name, ...args) => emitter.emit('any', name, ...args),
    closed: () => closed,
  }
}
const quiet = pino({ level: 'silent' })
const handlers = {
  intent: () => ({ ok: true, seq: 1 }),
  probe: () => 7,
  watch: () => undefined,
  ask: () => null,
  resync: () => {
    throw new Error('a defect')
  },
}

async function answerTo(name: string, ...args: unknown[]): Promise<unknown> {
  const socket = caller()
  answerCalls(socket, handlers, quiet)
  return new Promise((resolve) => socket.call(name, ...args, resolve))
}

test('[G1] a known call is answered by its handler', async () => {
  expect(await answerTo('probe', null)).toBe(7)
})

test.each([
  ['an unknown name', ['hack', {}], 'unknown'],
  ['a name of Object', ['constructor', {}], 'unknown'],
  ['two payloads', ['probe', 1, 2], 'malformed'],
  ['a deep payload', ['intent', { a: { b: { c: { d: { e: { f: {} } } } } } }], 'too-large'],
  ['a handler that throws', ['resync', null], 'internal'],
] as const)('[G1] %s is refused as data', async (_what, [name, ...args], code) => {
  expect(await answerTo(name, ...args)).toMatchObject({ ok: false, refusal: { code } })
})

test('[G1] a missing acknowledgement is fine, and one that is no function is a second payload', async () => {
  const socket = caller()
  const seen = vi.fn(() => 1)
  answerCalls(socket, { ...handlers, probe: seen }, quiet)
  socket.call('probe', null)
  socket.call('probe', null, 'not a function')
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(1))
})

test('[G1] too many messages are refused with the time to wait, and one that goes on is closed', async () => {
  const socket = caller()
  answerCalls(socket, handlers, quiet)
  const answers: unknown[] = []
  for (let i = 0; i < 200; i++) socket.call('probe', null, (answer: unknown) => answers.push(answer))
  await vi.waitFor(() => expect(answers).toHaveLength(200))
  expect(answers).toContainEqual({
    ok: false,
    refusal: { code: 'rate-limited', retry: true, retryAfterMs: expect.any(Number) },
  })
  expect(socket.closed()).toBe(true)
})

test('[G4] looking at the depth of a value cannot exhaust the stack', () => {
  let deep: unknown = []
  for (let i = 0; i < 200_000; i++) deep = [deep]
  expect(shallow(deep, 6)).toBe(false)
  expect(shallow([[[1]]], 3)).toBe(true)
})
