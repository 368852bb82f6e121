import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import { parseIntent, type Intent } from '../intent.ts'
import { ROLES, SERVER } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { MAX_KEPT_POSTS } from './map.ts'

const postAt = (at: number) => ({
  at,
  author: '',
  text: '',
  place: 'Oslo',
  longitude: 10.75,
  latitude: 59.91,
})
const feed = { name: 'bluesky', state: 'live' } as const
const keep = (...ats: number[]): Intent => ({
  id: 'intent-0001',
  type: 'map/keep',
  posts: ats.map(postAt),
  rate: 1,
  feed,
})

function kept(state: State, intent: Intent): [State, number[]] {
  const events = decide(state, intent, SERVER, 0)
  if (!Array.isArray(events)) throw new Error(events.code)
  const next = events.reduce(
    (before, event) => evolve(before, { seq: before.seq + 1, at: 0, by: 'server', id: 'intent-0001', event }),
    state,
  )
  return [next, events.flatMap((event) => (event.type === 'map/kept' ? event.posts.map(({ at }) => at) : []))]
}

test('[W27] a post that two nodes send is kept once', () => {
  const [one, first] = kept(EMPTY, keep(1, 2, 3))
  const [two, second] = kept(one, keep(2, 3, 4))
  expect([first, second]).toEqual([[1, 2, 3], [4]])
  expect(kept(two, keep(1, 4))).toEqual([two, []])
})

test('[W27] a run keeps a limited number of posts', () => {
  const many = Array.from({ length: MAX_KEPT_POSTS }, (_, i) => i + 1)
  let state = EMPTY
  let count = 0
  for (let round = 0; round < 300; round += 1) {
    const [next, ats] = kept(state, keep(...many.map((i) => round * 1000 + i)))
    state = next
    count += ats.length
  }
  expect(count).toBe(10_000)
})

test('[W27] only the server says what the map showed, and no browser gets it', () => {
  for (const role of ROLES)
    expect(decide(EMPTY, keep(1), { role, paired: true, id: 'x' }, 0)).toMatchObject({ code: 'forbidden' })
  const tooMany = { ...keep(), posts: Array.from({ length: MAX_KEPT_POSTS + 1 }, (_, i) => postAt(i)) }
  expect(parseIntent(tooMany)).toMatchObject({ code: 'malformed' })
})
