/** Tests for the Redis log with entries and messages of other programs. */
import { afterAll, expect, test } from 'vitest'
import { startRedis } from '../support/redis.ts'
import { all, numbers, openNode, place, TALK } from '../support/redis-node.ts'
import { move } from '../../server/log/contract.ts'

const redis = await startRedis()
const by = redis.client()
afterAll(redis.close)

const node = (prefix: string) => openNode(redis, prefix)
const moves = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => move(from + i))

const malformed: [string, string[]][] = [
  ['unknown fields', ['hello', 'world']],
  ['malformed JSON', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"type":']],
  ['an event without a type', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"kind":"position/moved"}']],
  ['no event at all', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', 'null']],
  ['an invalid time', ['at', '-1e9', 'by', 'x', 'id', 'intent-x', 'event', '{"type":"talk/ended"}']],
  [
    'a move without a position',
    ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"type":"position/moved","h":"x"}'],
  ],
  ['a message without a text', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"type":"chat/said"}']],
  ['names of inherited members', ['__proto__', 'x', 'constructor', 'y']],
  [
    'a very long name',
    ['at', '1', 'by', 'x'.repeat(5000), 'id', 'intent-x', 'event', '{"type":"talk/ended"}'],
  ],
]
test.each(malformed)(
  '[L25] %s: it keeps its number, changes nothing and is reported once',
  async (_what, fields) => {
    const { prefix, stream } = place()
    const a = await node(prefix)
    await a.log.append(TALK, 0, [move(1)])
    a.follow(0)
    await a.until(() => a.got.length === 1)
    await by.xadd(stream, '2-0', ...fields)
    await a.until(() => a.got.length === 2)
    expect(a.got[1]).toMatchObject({ seq: 2, at: 0, by: 'unknown', event: { type: 'unknown/malformed' } })
    expect(await a.log.append(TALK, 2, [move(3)])).toHaveLength(1)
    expect(numbers(await all(a.log))).toEqual([1, 2, 3])
    expect(a.reports).toHaveLength(1)
    expect(a.reports[0]).toContain('Entry 2 of the talk "a-talk" in Redis is malformed')
  },
)

test('[L26] entries with ids that are not ours are moved aside, and the talk continues with the next number', async () => {
  const { prefix, stream } = place()
  const a = await node(prefix)
  await a.log.append(TALK, 0, moves(1, 3))
  a.follow(0)
  await a.until(() => a.got.length === 3)
  await by.xadd(stream, '*', 'a', 'stranger')
  expect(await a.log.append(TALK, 3, [move(4)])).toHaveLength(1)
  await by.xadd(stream, '4-7', 'a', 'stranger')
  await by.xadd(stream, '*', ...Array.from({ length: 20_000 }, (_, i) => String(i)))
  expect(await a.log.append(TALK, 4, [move(5)])).toHaveLength(1)
  await a.until(() => a.got.length === 5)
  expect(numbers(await all(a.log))).toEqual([1, 2, 3, 4, 5])
  expect(
    (await by.xrange(`${prefix}foreign:${TALK}`, '-', '+')).map(([, [, , name, value]]) => [name, value]),
  ).toEqual([
    ['a', 'stranger'],
    ['a', 'stranger'],
    ['0', '1'],
  ])
  expect(a.epochs).toEqual([])
  expect(a.reports.every((each) => each.includes('Entries of another program were moved'))).toBe(true)
})

test('[L27] messages on the channel that are not ours are dropped, and signals still arrive', async () => {
  const { prefix } = place()
  const [a, b] = [await node(prefix), await node(prefix)]
  const heard: unknown[] = []
  const last = new Promise<void>((resolve) => {
    a.log.onSignal(TALK, (signal) => {
      heard.push(signal)
      resolve()
    })
  })
  const strange = [
    'no json',
    'null',
    '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"heads"}}',
    '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"heads","node":"x","headcount":{"audience":-1,"stage":0,"presenter":0}}}',
    '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"__proto__"}}',
    '{"about":"epoch","talk":"never-heard-of"}',
    `[${'['.repeat(10_000)}`,
  ]
  for (const text of strange) await by.publish(`${prefix}news`, text)
  const signal = { about: 'heads', node: 'b', headcount: { audience: 1, stage: 0, presenter: 0 } } as const
  b.log.signal(TALK, signal)
  await last
  expect(heard).toEqual([signal])
  expect(a.reports).toEqual([expect.stringContaining('is not for Lectern')])
  expect(await by.exists(`${prefix}epoch:never-heard-of`)).toBe(0)
})

test('[L20] an epoch that was overwritten is replaced', async () => {
  const { prefix } = place()
  const a = await node(prefix)
  a.follow(0)
  await by.set(`${prefix}epoch:${TALK}`, 'not an epoch at all, and far too long')
  await a.until(() => a.epochs.length === 1)
  expect(a.epochs[0]?.epoch).toMatch(/^[\w-]{4,20}$/)
})
