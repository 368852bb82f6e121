import * as v from 'valibot'
import { expect, test } from 'vitest'
import { parseAsk } from './queries.ts'
import { ROLES } from './role.ts'
import { SIGNAL_NAMES, signals } from './signals.ts'
import { canWait, watchersOf, watchSchema } from './topics.ts'

test('[T37] a question of the list in its shape is one, and anything else is malformed', () => {
  expect(parseAsk({ ask: 'chat/before', item: 7 })).toEqual({ ask: 'chat/before', item: 7 })
  for (const input of [
    { ask: 'chat/before' },
    { ask: 'chat/before', item: 0 },
    { ask: 'chat/me', more: 1 },
    { ask: 'constructor' },
    { ask: 7 },
    {},
    null,
    'chat/me',
  ])
    expect(parseAsk(input)).toMatchObject({ code: 'malformed' })
})

test('[T37] what may be watched are the watched signals and the news of chat and posts, by those who may hear it', () => {
  const mayBeWatched = (topic: string): boolean => v.is(watchSchema, { topic, on: true })
  for (const name of SIGNAL_NAMES) expect(mayBeWatched(name), name).toBe(signals[name].watched)
  for (const topic of ['chat', 'posts'] as const) {
    expect(mayBeWatched(topic)).toBe(true)
    expect(watchersOf(topic)).toBe(ROLES)
    expect(canWait(topic)).toBe(false)
  }
  expect(mayBeWatched('toString')).toBe(false)
  expect(watchersOf('review')).toEqual(['presenter'])
  expect(canWait('room')).toBe(true)
})
