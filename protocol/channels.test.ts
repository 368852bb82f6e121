import * as v from 'valibot'
import { expect, test } from 'vitest'
import { isChannel, isCore, isFeature, maySubscribe, subscribeSchema } from './channels.ts'
import { FEATURE_NAMES } from './features/index.ts'
import { ROLES } from './role.ts'
import { SIGNAL_NAMES } from './signals.ts'

test('[T42] every feature and every signal is a channel, and no two have one name', () => {
  const all = [...FEATURE_NAMES, ...SIGNAL_NAMES]
  expect(new Set(all).size).toBe(all.length)
  for (const channel of all) {
    expect(isChannel(channel)).toBe(true)
    expect(isFeature(channel)).toBe((FEATURE_NAMES as string[]).includes(channel))
    expect(v.is(subscribeSchema, { channel, on: true, epoch: 'epoch-of-it', since: 7 }), channel).toBe(true)
  }
  for (const channel of ['toString', '__proto__', '', 'Chat', 7, null]) {
    expect(v.is(subscribeSchema, { channel, on: true })).toBe(false)
    expect(isChannel(String(channel))).toBe(false)
  }
})

test('[T42] a role subscribes to what it may see', () => {
  const to = (channel: 'driver' | 'left' | 'chat' | 'review') =>
    ROLES.filter((role) => maySubscribe(channel, role))
  expect(to('chat')).toEqual(ROLES)
  expect(to('driver')).toEqual(['presenter'])
  expect(to('review')).toEqual(['presenter'])
  expect(to('left')).toEqual([])
  expect([isCore('position'), isCore('saved'), isCore('chat'), isCore('stream')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
