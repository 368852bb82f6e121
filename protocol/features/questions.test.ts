import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import type { Intent } from '../intent.ts'
import type { Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'
import { MAX_HELD, type QuestionMode } from './questions-slice.ts'
import { questionsBefore, type QuestionsChange, type QuestionsView } from './questions-view.ts'

const ada: Who = { role: 'audience', paired: false, id: 'participant-ada' }
const bob: Who = { role: 'audience', paired: false, id: 'participant-bob' }
const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }

type Wish<I> = I extends Intent ? Omit<I, 'id'> : never

/** Decides and stores, as a talk does. */
function act(state: State, who: Who, wish: Wish<Intent>): State {
  const events = decide(state, { id: 'intent-01', ...wish }, who, 0)
  if ('code' in events) throw new Error(events.code)
  return fold(state, who.id, ...events)
}

function fold(state: State, by: string, ...events: Event[]): State {
  return events.reduce(
    (now, event) => evolve(now, { seq: now.seq + 1, at: now.seq + 1, by, id: 'intent-01', event }),
    state,
  )
}

function refused(state: State, who: Who, wish: Wish<Intent>): string | undefined {
  const answer: Event[] | Refusal = decide(state, { id: 'intent-01', ...wish }, who, 0)
  return 'code' in answer ? answer.code : undefined
}

const ask = (text: string, more: { named?: boolean; tags?: string[] } = {}) =>
  ({ type: 'question/ask', text, ...more }) as const
const vote = (question: number, on = true) => ({ type: 'question/vote', question, on }) as const
const show = (question: number, shown: boolean) => ({ type: 'question/show', question, shown }) as const
const mode = (to: QuestionMode) => ({ type: 'question/mode', mode: to }) as const

const seen = (state: State, role: 'audience' | 'presenter' = 'audience'): QuestionsView =>
  changesSince(state, 'questions', 0, role).change as QuestionsView
const changes = (state: State, since: number, role: 'audience' | 'presenter' = 'audience'): QuestionsChange =>
  changesSince(state, 'questions', since, role).change

test('[Q1] a question is clean text without a name, unless its author wants the name of the chat', () => {
  const named = act(EMPTY, ada, { type: 'chat/name', name: 'Ada' })
  const one = act(named, ada, ask('  Why\u202e not?\n', { named: true }))
  const two = act(one, ada, ask('And how?'))
  const three = act(two, bob, ask('Who?', { named: true }))
  expect(seen(three).items).toEqual([
    { id: 1, text: 'Why not?', votes: 0, name: 'Ada' },
    { id: 2, text: 'And how?', votes: 0 },
    { id: 3, text: 'Who?', votes: 0 },
  ])
  expect(JSON.stringify(seen(three))).not.toContain('participant')
  expect(refused(EMPTY, ada, ask('\u200b \u2060'))).toBe('malformed')
  expect(act(EMPTY, ada, ask('x'.repeat(2000))).questions.items.at(0)?.text).toHaveLength(280)
  expect(refused(EMPTY, { ...ada, passing: true }, ask('Why?'))).toBe('no-cookie')
})

test('[Q2] a participant votes once for a question, and can take the vote back', () => {
  const asked = act(EMPTY, ada, ask('Why?'))
  const once = act(act(asked, ada, vote(1)), bob, vote(1))
  expect(seen(once).items).toMatchObject([{ votes: 2 }])
  expect(decide(once, { id: 'intent-02', ...vote(1) }, bob, 0)).toEqual([])
  expect(ownOf('questions', once.questions, bob.id)).toMatchObject({ asked: [], voted: [1] })
  const back = act(once, bob, vote(1, false))
  expect(seen(back).items).toMatchObject([{ votes: 1 }])
  expect(ownOf('questions', back.questions, bob.id)).toMatchObject({ voted: [] })
  // A log that contains a vote twice counts it once.
  expect(fold(back, ada.id, { type: 'question/voted', question: 1, on: true }).questions).toBe(back.questions)
  expect(refused(asked, ada, vote(2))).toBe('no-such-item')
  expect(refused(asked, { ...ada, passing: true }, vote(1))).toBe('no-cookie')
})

test('[Q3] only its author can withdraw a question, and nothing of it stays in any view', () => {
  const asked = act(EMPTY, ada, ask('Why?'))
  expect(refused(asked, bob, { type: 'question/withdraw', question: 1 })).toBe('forbidden')
  const gone = act(asked, ada, { type: 'question/withdraw', question: 1 })
  for (const role of ['audience', 'presenter'] as const) {
    expect(seen(gone, role).items).toEqual([])
    expect(changes(gone, 1, role)).toEqual({ gone: [1] })
  }
  expect(JSON.stringify(gone.questions.items.at(0))).not.toContain('Why?')
  expect(act(gone, ada, { type: 'question/withdraw', question: 1 })).toBe(gone)
  expect(refused(gone, bob, vote(1))).toBe('no-such-item')
  expect(refused(EMPTY, ada, { type: 'question/withdraw', question: 1 })).toBe('no-such-item')
})

test('[Q4] in approve-first mode a question is held until a moderator shows it', () => {
  const first = act(EMPTY, speaker, mode('approve-first'))
  const held = act(first, ada, ask('Why?'))
  expect(seen(held).items).toEqual([])
  expect(changes(held, 1)).toEqual({})
  expect(seen(held, 'presenter').items).toMatchObject([{ id: 1, state: 'held' }])
  expect(ownOf('questions', held.questions, ada.id)).toMatchObject({
    asked: [1],
    held: [{ id: 1, text: 'Why?' }],
  })
  expect(refused(held, bob, vote(1))).toBe('no-such-item')
  const approved = act(held, speaker, show(1, true))
  expect(changes(approved, 2)).toEqual({ items: [{ id: 1, text: 'Why?', votes: 0 }] })
  expect(approved.questions.held).toEqual([])
  expect(ownOf('questions', approved.questions, ada.id)).toMatchObject({ asked: [1], held: [] })
  const rejected = act(held, speaker, show(1, false))
  expect(seen(rejected).items).toEqual([])
  expect(seen(rejected, 'presenter').items).toMatchObject([{ state: 'hidden' }])
})

test('[Q4] at most 200 questions wait; a further one may be sent again later', () => {
  let state = act(EMPTY, speaker, mode('approve-first'))
  for (let i = 0; i < MAX_HELD; i++) state = act(state, { ...ada, id: `participant-${i}` }, ask('Why?'))
  expect(decide(state, { id: 'intent-02', ...ask('Why?') }, ada, 0)).toMatchObject({
    code: 'rate-limited',
    retry: true,
  })
  expect(refused(act(state, speaker, show(1, true)), ada, ask('Why?'))).toBeUndefined()
})

test('[Q5] while the questions are closed nobody asks or votes, and authors can withdraw', () => {
  const asked = act(EMPTY, ada, ask('Why?'))
  const closed = act(asked, speaker, mode('closed'))
  expect(seen(closed)).toMatchObject({ mode: 'closed', items: [{ id: 1 }] })
  expect(refused(closed, ada, ask('And now?'))).toBe('closed')
  expect(refused(closed, bob, vote(1))).toBe('closed')
  expect(refused(closed, ada, { type: 'question/withdraw', question: 1 })).toBeUndefined()
  expect(refused(act(closed, speaker, mode('open')), ada, ask('And now?'))).toBeUndefined()
  expect(act(closed, speaker, mode('closed'))).toBe(closed)
})

test('[Q6] a moderator hides a question for all, also from newcomers, and shows it again with its votes', () => {
  const voted = act(act(EMPTY, ada, ask('Why?')), bob, vote(1))
  const hidden = act(voted, speaker, show(1, false))
  expect([seen(hidden).items, changes(hidden, 2)]).toEqual([[], { gone: [1] }])
  expect(seen(hidden, 'presenter').items).toMatchObject([{ state: 'hidden', votes: 1 }])
  expect(changes(act(hidden, speaker, show(1, true)), 3)).toEqual({
    items: [{ id: 1, text: 'Why?', votes: 1 }],
  })
  const deleted = act(hidden, speaker, { type: 'question/delete', question: 1 })
  expect(seen(deleted, 'presenter').items).toEqual([])
  expect(refused(deleted, speaker, show(1, true))).toBe('no-such-item')
  expect(refused(EMPTY, speaker, { type: 'question/delete', question: 1 })).toBe('no-such-item')
})

test('[Q7] a moderator marks a question as answered, and replies in clean text', () => {
  const asked = act(EMPTY, ada, ask('Why?'))
  const answered = act(asked, speaker, { type: 'question/answer', question: 1, answered: true })
  const replied = act(answered, speaker, { type: 'question/reply', question: 1, text: ' Be\u202ecause ' })
  expect(changes(replied, 1)).toEqual({
    items: [{ id: 1, text: 'Why?', votes: 0, answered: true, reply: 'Because' }],
  })
  expect(act(replied, speaker, { type: 'question/reply', question: 1, text: 'Because' })).toBe(replied)
  const reopened = act(replied, speaker, { type: 'question/answer', question: 1, answered: false })
  expect(seen(act(reopened, speaker, { type: 'question/reply', question: 1, text: '' })).items).toEqual([
    { id: 1, text: 'Why?', votes: 0 },
  ])
})

test('[Q8] moderators choose the tags, and a question has only tags of the room', () => {
  const tags = { type: 'question/tags', tags: ['Proxies', ' Scale ', '', 'Scale', '\u200b'] } as const
  const tagged = act(EMPTY, speaker, { ...tags, tags: [...tags.tags] })
  expect(seen(tagged).tags).toEqual(['Proxies', 'Scale'])
  const asked = act(tagged, ada, ask('Why?', { tags: ['Scale', '<b>', 'Scale'] }))
  expect(seen(asked).items).toMatchObject([{ tags: ['Scale'] }])
  const moved = act(asked, speaker, { type: 'question/tag', question: 1, tags: ['Proxies'] })
  expect(seen(moved).items).toMatchObject([{ tags: ['Proxies'] }])
  expect(act(moved, speaker, { type: 'question/tag', question: 1, tags: ['Proxies', 'no'] })).toBe(moved)
  expect(act(tagged, speaker, { type: 'question/tags', tags: ['Proxies', 'Scale'] })).toBe(tagged)
})

test('[Q9] nobody asks under the name of a paired browser, and a reset name leaves earlier questions', () => {
  const named = act(EMPTY, ada, { type: 'chat/name', name: 'Grace' })
  const asked = act(named, ada, ask('Why?', { named: true }))
  const taken = act(asked, speaker, { type: 'chat/name', name: 'GRACE' })
  expect(refused(taken, ada, ask('And?', { named: true }))).toBe('name-taken')
  expect(refused(taken, ada, ask('And?'))).toBeUndefined()
  expect(seen(taken).speakers).toEqual(['GRACE'])
  expect(changes(taken, 2)).toMatchObject({ settings: { speakers: ['GRACE'] } })
  const own = act(taken, { ...speaker, role: 'audience' }, ask('Mine', { named: true }))
  expect(seen(own).items).toMatchObject([{}, { name: 'GRACE', paired: true }])
  const reset = act(own, speaker, { type: 'chat/reset-name', message: 1 })
  expect(seen(reset).items[0]).not.toHaveProperty('name')
  const both = act(reset, speaker, { type: 'chat/reset-name', message: 3 })
  expect(seen(both).speakers).toEqual([])
})

test('[Q10] a newcomer gets the newest 50 and the most wanted; older ones come in pages of 50', () => {
  let state = EMPTY
  for (let i = 1; i <= 180; i++) state = act(state, { ...ada, id: `participant-${i}` }, ask(`Question ${i}`))
  for (const who of [ada, bob]) state = act(state, who, vote(100))
  const view = seen(state)
  expect(view.from).toBe(131)
  expect(view.items.find(({ id }) => id === 100)).toMatchObject({ votes: 2 })
  expect(view.items.slice(-50).map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => 131 + i))
  expect(JSON.stringify(view).length).toBeLessThan(20_000)
  const page = questionsBefore(state.questions, 131, 'audience')
  expect([page.items.length, page.items[0]?.id, page.from]).toEqual([50, 81, 81])
  expect(questionsBefore(state.questions, 1, 'audience')).toEqual({ items: [], from: 1 })
})

test('[Q10] a vote for a question that every browser has costs only its new number', () => {
  const asked = act(act(EMPTY, ada, ask('Why?')), ada, ask('How?'))
  const voted = act(asked, bob, vote(1))
  expect(changes(voted, 2)).toEqual({ votes: [[1, 1]] })
  expect(changes(voted, 1)).toEqual({ items: [{ id: 2, text: 'How?', votes: 0 }], votes: [[1, 1]] })
})

test('[Y1] only a question that is shown comes to the stage, and leaves it when it is hidden', () => {
  const show1 = { type: 'spotlight/show', kind: 'question', item: '1' } as const
  expect(refused(EMPTY, speaker, show1)).toBe('no-such-item')
  const asked = act(EMPTY, ada, ask('Why?'))
  expect(refused(asked, speaker, { ...show1, item: '1.5' })).toBe('no-such-item')
  const onStage = act(asked, speaker, show1)
  expect(onStage.spotlight.item).toEqual({ kind: 'question', id: '1' })
  for (const wish of [
    show(1, false),
    { type: 'question/delete', question: 1 },
    { type: 'question/withdraw', question: 1 },
  ] as const)
    expect(act(onStage, wish.type === 'question/withdraw' ? ada : speaker, wish).spotlight.item).toBeNull()
  expect(act(onStage, bob, vote(1)).spotlight).toBe(onStage.spotlight)
})
