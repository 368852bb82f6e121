import pino from 'pino'
import { expect, test, vi } from 'vitest'
import { shallow } from '../../protocol/wire.ts'
import { createCalls, type Caller } from './calls.ts'

const quiet = pino({ level: 'silent' })
const handlers = {
  intent: () => ({ ok: true, seq: 1 }),
  probe: () => 7,
  subscribe: () => undefined,
  query: () => null,
  resync: () => {
    throw new Error('a defect')
  },
}

/** One browser, and what it may call. */
function caller(some: Partial<typeof handlers> = {}) {
  const browser: Caller = { pace: undefined }
  const cut = vi.fn()
  const receive = createCalls({ handlers: { ...handlers, ...some }, cut, logger: quiet })
  return {
    cut,
    call: (name: string, args: unknown[], answer?: (value: unknown) => void) =>
      receive(browser, name, args, answer),
  }
}

async function answerTo(name: string, ...args: unknown[]): Promise<unknown> {
  return new Promise((resolve) => caller().call(name, args, resolve))
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

test('[G1] a call without an acknowledgement is accepted, and more than one payload is refused', () => {
  const probe = vi.fn(() => 1)
  const { call } = caller({ probe })
  call('probe', [null])
  call('probe', [null, 'another'])
  expect(probe).toHaveBeenCalledTimes(1)
})

test('[G1] too many messages are refused with the time to wait, and a browser that continues is disconnected', async () => {
  const { call, cut } = caller()
  const answers: unknown[] = []
  for (let i = 0; i < 200; i++) call('probe', [null], (answer) => answers.push(answer))
  await vi.waitFor(() => expect(answers).toHaveLength(200), { timeout: 60_000 })
  expect(answers).toContainEqual({
    ok: false,
    refusal: { code: 'rate-limited', retry: true, retryAfterMs: expect.any(Number) },
  })
  expect(cut).toHaveBeenCalled()
})

test('[G4] checking the depth of a value cannot exhaust the stack', () => {
  let deep: unknown = []
  for (let i = 0; i < 200_000; i++) deep = [deep]
  expect(shallow(deep, 6)).toBe(false)
  expect(shallow([[[1]]], 3)).toBe(true)
})
