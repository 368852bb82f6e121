import { expect, test } from 'vitest'
import { MAX_WAITING } from '../post.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { viewOf } from '../../tests/support/views.ts'
import { decide } from '../decide.ts'
import { parseIntent, type Intent } from '../intent.ts'

const speaker: Who = { role: 'presenter', paired: true, id: 'speaker' }
const id = 'intent-0001'

function after(state: State, intent: Intent): State {
  const events = decide(state, intent, speaker, 0)
  if (!Array.isArray(events)) throw new Error(events.code)
  return events.reduce(
    (next, event) => evolve(next, { seq: next.seq + 1, at: 0, by: 'speaker', id, event }),
    state,
  )
}
const hold = (held: boolean) => ({ id, type: 'posts/hold', held }) as const
const replace = (recording: boolean) => ({ id, type: 'posts/replace', recording }) as const
const review = (shown: boolean, ...posts: string[]) => ({ id, type: 'posts/review', posts, shown }) as const

test('[E121] switches are absolute: setting the present value makes no event', () => {
  expect(decide(EMPTY, hold(false), speaker, 0)).toEqual([])
  expect(decide(EMPTY, replace(false), speaker, 0)).toEqual([])
  const state = after(after(EMPTY, hold(true)), replace(true))
  expect(state.posts).toMatchObject({ held: true, recording: true, blanked: false, turn: 1 })
  expect(decide(state, hold(true), speaker, 0)).toEqual([])
  expect(after(state, replace(false)).posts).toMatchObject({ held: true, recording: false, turn: 2 })
})

test('[E123] the first answer to a post counts, and a limited number is kept', () => {
  let state = after(EMPTY, review(true, 'a', 'b', 'a'))
  expect(state.posts.reviewed).toEqual([
    { post: 'a', shown: true },
    { post: 'b', shown: true },
  ])
  expect(decide(state, review(false, 'a'), speaker, 0)).toEqual([])
  expect(decide(state, review(false, 'a', 'c'), speaker, 0)).toEqual([
    { type: 'posts/reviewed', posts: ['c'], shown: false },
  ])
  for (let i = 0; i < 500; i += 1) state = after(state, review(true, `p${i}`))
  expect(state.posts.reviewed).toHaveLength(2 * MAX_WAITING)
})

test('[E121] only a presenter decides, and only a presenter sees the decisions', () => {
  const state = after(after(EMPTY, hold(true)), review(true, 'secret-post'))
  for (const role of ROLES) {
    const refused = decide(state, review(true, 'x'), { role, paired: true, id: 'x' }, 0)
    expect(Array.isArray(refused), role).toBe(role === 'presenter')
    const seen = viewOf(state, role)
    expect(seen.posts, role).toEqual(
      role === 'presenter' ? { blanked: false, held: true, recording: false } : undefined,
    )
    expect(JSON.stringify(seen)).not.toContain('secret-post')
  }
})

test.each([
  [[]],
  [Array.from({ length: MAX_WAITING + 1 }, (_, i) => `p${i}`)],
  [['']],
  [['x'.repeat(201)]],
  [[7]],
])('[E122] a review of %j is malformed', (posts) => {
  expect(parseIntent({ id, type: 'posts/review', posts, shown: true })).toMatchObject({ code: 'malformed' })
})
