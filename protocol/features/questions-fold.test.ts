/** Tests the fold of the questions over random events: its cost, the most wanted, and what browsers have in the end. */
import { expect, test } from 'vitest'
import { copied, numbers } from '../../tests/support/counting.ts'
import { decide } from '../decide.ts'
import type { Intent } from '../intent.ts'
import { merge } from '../merge.ts'
import type { Role, Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, type View } from '../view.ts'
import { questionNumbered } from './questions-slice.ts'
import { TOP_LEAST } from './questions-top.ts'
import type { QuestionsView } from './questions-view.ts'

const person = (id: number): Who => ({ role: 'audience', paired: false, id: `participant-${id}` })
const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }

/** Decides and stores, unless it is refused. */
function act(state: State, who: Who, intent: object): State {
  const events = decide(state, { id: 'intent-01', ...intent } as Intent, who, 0)
  if ('code' in events) return state
  return events.reduce(
    (now, event) => evolve(now, { seq: now.seq + 1, at: 1, by: who.id, id: 'intent-01', event }),
    state,
  )
}

function anyIntent(below: (most: number) => number, count: number): [Who, object] {
  const question = 1 + below(count + 2)
  const guest = person(below(12))
  const kind = below(20)
  if (kind < 5) return [person(below(500)), { type: 'question/ask', text: `Question ${below(1000)}` }]
  if (kind < 14) return [guest, { type: 'question/vote', question, on: below(4) > 0 }]
  if (kind === 14) return [guest, { type: 'question/withdraw', question }]
  if (kind === 15) return [speaker, { type: 'question/answer', question, answered: below(2) > 0 }]
  if (kind === 16) return [speaker, { type: 'question/delete', question }]
  if (kind === 17 && below(10) === 0)
    return [speaker, { type: 'question/mode', mode: ['open', 'approve-first'][below(2)] }]
  return [speaker, { type: 'question/show', question, shown: below(3) > 0 }]
}

test(
  '[Q11] the 10,000th question and the 10,000th vote cost what the first ones cost',
  { timeout: 120_000 },
  () => {
    const asks: number[] = []
    const votes: number[] = []
    let state = EMPTY
    for (let i = 1; i <= 10_000; i++) {
      const next = act(state, person(i), { type: 'question/ask', text: 'Why?' })
      if ([500, 9999, 10_000].includes(i)) asks.push(copied(state.questions, next.questions))
      state = next
    }
    for (let i = 1; i <= 10_000; i++) {
      const next = act(state, person(i), { type: 'question/vote', question: 1 + (i % 9800), on: true })
      if ([500, 9999, 10_000].includes(i)) votes.push(copied(state.questions, next.questions))
      state = next
    }
    expect([state.questions.items.length, state.questions.votes.size]).toEqual([10_000, 10_000])
    // The list of the most wanted, and three or four paths of a few nodes.
    for (const cost of [...asks, ...votes]) expect(cost).toBeLessThan(900)
  },
)

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  '[Q10] [Q11] seed %i: the most wanted are those with the most votes',
  (seed) => {
    const below = numbers(seed)
    let state = EMPTY
    for (let i = 0; i < 1500; i++) {
      const before = state.questions
      state = act(state, ...anyIntent(below, before.items.length))
      // A refused intent changes nothing.
      if (state.questions === before) continue
      const { top } = state.questions
      const all = Array.from({ length: state.questions.items.length }, (_, at) => at + 1)
      const votes = (id: number): number => questionNumbered(state.questions, id)?.votes ?? -1
      const shown = all.filter((id) => questionNumbered(state.questions, id)?.state === 'shown')
      const wanted = shown.map(votes).toSorted((a, b) => b - a)
      expect(top.length).toBeGreaterThanOrEqual(Math.min(TOP_LEAST, shown.length))
      expect(top.map(votes)).toEqual(wanted.slice(0, top.length))
    }
  },
)

test.each([11, 12, 13, 14, 15, 16])(
  '[Q10] [V1] seed %i: any sequence of patches ends with what the server has',
  (seed) => {
    const below = numbers(seed)
    const roles: Role[] = ['audience', 'presenter']
    const browsers = roles.flatMap((role) =>
      [0, 1, 2].map(() => ({ role, seq: 0, view: undefined as never })),
    )
    let state = EMPTY
    for (let i = 0; i < 2500; i++) {
      state = act(state, ...anyIntent(below, state.questions.items.length))
      const browser = browsers[below(60)] as { role: Role; seq: number; view: View['questions'] } | undefined
      if (browser) update(browser, state)
    }
    for (const browser of browsers) {
      update(browser, state)
      const { items } = changesSince(state, 'questions', 0, browser.role).change as QuestionsView
      const view = browser.view as QuestionsView
      const ids = view.items.map(({ id }) => id)
      expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      for (const item of items) expect(view.items.find(({ id }) => id === item.id)).toEqual(item)
      for (const { id, votes, text } of view.items) {
        const known = questionNumbered(state.questions, id)
        expect([known?.votes, known?.text]).toEqual([votes, text])
      }
    }
  },
)

function update(browser: { role: Role; seq: number; view: View['questions'] }, state: State): void {
  const { from, to, change } = changesSince(state, 'questions', browser.seq, browser.role)
  browser.view = merge('questions', from === 0 ? undefined : browser.view, change)
  browser.seq = to
}

test('[Q2] 1,000 people who each send the same vote five times are 1,000 votes, in any order', () => {
  const below = numbers(21)
  let state = act(EMPTY, person(0), { type: 'question/ask', text: 'Why?' })
  const sent = Array.from({ length: 5000 }, (_, i) => i % 1000)
  for (let i = sent.length - 1; i > 0; i--) {
    const other = below(i + 1)
    ;[sent[i], sent[other]] = [sent[other] ?? 0, sent[i] ?? 0]
  }
  for (const id of sent) state = act(state, person(id), { type: 'question/vote', question: 1, on: true })
  expect(questionNumbered(state.questions, 1)?.votes).toBe(1000)
  expect(state.seq).toBe(1001)
})
