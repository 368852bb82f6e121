/** Tests for the counts of followers in the log. */
import { expect, test } from 'vitest'
import type { Entry } from '../event.ts'
import { SERVER } from '../role.ts'
import { presence, PRESENCE_EVERY_MS, type Presence } from './presence.ts'

const count = (audience: number) => ({ id: 'a-count', type: 'presence/count', audience }) as const

function after(slice: Presence, at: number, audience: number): Presence {
  const event = { type: 'presence/counted', audience } as const
  const entry: Entry & { event: typeof event } = { seq: 1, at, by: SERVER.id, id: 'a-count', event }
  return presence.evolve['presence/counted'](slice, entry, { presence: slice })
}

test('[W3] the same number, and the count of another node at the same time, add no entry', () => {
  const slice = after(presence.empty, 1000, 7)
  const decide = (audience: number, now: number) =>
    presence.decide({ presence: slice }, count(audience), SERVER, now)
  expect(presence.decide({ presence: presence.empty }, count(0), SERVER, 0)).toHaveLength(1)
  expect(decide(7, 1000 + 2 * PRESENCE_EVERY_MS)).toEqual([])
  expect(decide(8, 1010)).toEqual([])
  expect(decide(8, 1000 + PRESENCE_EVERY_MS)).toEqual([{ type: 'presence/counted', audience: 8 }])
})

test('[W3] only the server counts, and no browser gets the counts', () => {
  expect(presence.intents['presence/count'].who).toEqual([])
  expect(presence.to).toEqual([])
})

test('[W3] a day of counts is kept', () => {
  let slice = presence.empty
  for (let i = 0; i < 3000; i++) slice = after(slice, i, i)
  expect([slice.counts.length, slice.counts.at(-1)?.audience]).toEqual([2000, 2999])
})
