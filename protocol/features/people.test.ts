import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Intent } from '../intent.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'
import { isSilenced } from './chat-slice.ts'
import { chatBefore, PAGE } from './chat-view.ts'

const moderator: Who = { role: 'moderator', paired: true, id: 'device-mod' }
const guest = (name: string): Who => ({ role: 'audience', paired: false, id: `guest-${name}` })

let made = 0
const id = (): string => `intent-${String(++made).padStart(4, '0')}`

/** The state after the intent; fails if it is refused. */
function act(state: State, who: Who, intent: object): State {
  const full = { id: id(), ...intent } as Intent
  const decision = decide(state, full, who, made * 10_000)
  if (!Array.isArray(decision)) throw new Error(decision.code)
  return decision.reduce(
    (now, event) => evolve(now, { seq: now.seq + 1, at: made * 10_000, by: who.id, id: full.id, event }),
    state,
  )
}
const say = (state: State, who: Who, text: string): State => act(state, who, { type: 'chat/say', text })
const mute = (state: State, item: number, muted = true): State =>
  act(state, moderator, { type: 'people/mute', kind: 'message', item, muted })
const texts = (state: State, role: Who['role'], since = 0): string[] => {
  const { change } = changesSince(state, 'chat', since, role as never)
  return change.items.map(({ text }) => text)
}

const [ada, bob] = [guest('ada'), guest('bob')]
const TALKED = say(say(EMPTY, ada, 'rude'), bob, 'kind')

test('[K40] a muted participant’s messages are accepted, and only they and moderators see them', () => {
  const state = say(say(mute(TALKED, 1), ada, 'ruder'), bob, 'still kind')
  for (const role of ['audience', 'stage'] as const) {
    expect(texts(state, role)).toEqual(['rude', 'kind', 'still kind'])
    expect(texts(state, role, 2)).toEqual(['still kind'])
  }
  for (const role of ['presenter', 'moderator'] as const) {
    expect(texts(state, role)).toEqual(['rude', 'kind', 'ruder', 'still kind'])
    const { items } = changesSince(state, 'chat', 0, role).change
    expect(items.map(({ muted }) => muted)).toEqual([undefined, undefined, true, undefined])
  }
  expect(ownOf('people', state.people, ada.id)).toMatchObject([{ id: 4, text: 'ruder', author: 1 }])
  expect(ownOf('people', state.people, ada.id)?.[0]).not.toHaveProperty('muted')
  expect(ownOf('people', state.people, bob.id)).toBeUndefined()
  // Nobody sees that a muted person writes.
  expect([isSilenced(state.chat, ada.id), isSilenced(state.chat, bob.id)]).toEqual([true, false])
})

test('[K40] after unmuting, new messages are seen by everybody again, and the earlier ones stay unseen', () => {
  const state = say(mute(say(mute(TALKED, 1), ada, 'ruder'), 1, false), ada, 'sorry')
  expect(texts(state, 'audience')).toEqual(['rude', 'kind', 'sorry'])
  // Any of their messages names the person.
  expect(mute(mute(TALKED, 1), 1)).toEqual(mute(TALKED, 1))
})

test('[K40] a page of history is full, however much a muted participant writes', () => {
  let state = mute(TALKED, 1)
  for (let i = 0; i < 2 * PAGE; i++) state = say(say(state, ada, `rude ${i}`), bob, `kind ${i}`)
  expect(texts(state, 'audience')).toHaveLength(PAGE)
  const page = chatBefore(state.chat, 150, 'audience')
  expect(page.items.every(({ text }) => !text.startsWith('rude '))).toBe(true)
  expect(ownOf('people', state.people, ada.id)).toHaveLength(50)
})

test('[K40] speakers and moderators cannot be muted, and what is not there names nobody', () => {
  const spoken = say(TALKED, { ...moderator, role: 'presenter' }, 'hello')
  const about = (kind: string, item: number) =>
    decide(spoken, { id: id(), type: 'people/mute', kind, item, muted: true } as Intent, moderator, 0)
  expect(about('message', 3)).toMatchObject({ code: 'forbidden' })
  expect(about('message', 99)).toMatchObject({ code: 'no-such-item' })
  expect(about('question', 1)).toMatchObject({ code: 'no-such-item' })
})

test('[K40] a muted participant’s question waits for approval, and is named by its number', () => {
  let state = act(mute(TALKED, 1), ada, { type: 'question/ask', text: 'A rude question?', named: false })
  expect(state.questions.items.at(0)).toMatchObject({ state: 'held' })
  state = act(TALKED, bob, { type: 'question/ask', text: 'A question?', named: false })
  expect(state.questions.items.at(0)).toMatchObject({ state: 'shown' })
  state = act(state, moderator, { type: 'people/mute', kind: 'question', item: 1, muted: true })
  expect(texts(say(state, bob, 'unseen'), 'audience')).toEqual(['rude', 'kind'])
})

test('[K40] [K41] no view names a person, and only moderators see who is muted', () => {
  const state = act(mute(TALKED, 1), moderator, { type: 'people/close', closed: true })
  expect(state.people.closedAt).toBe(made * 10_000)
  for (const role of ROLES) {
    const { change } = changesSince(state, 'people', 0, role)
    const all = role === 'presenter' || role === 'moderator'
    expect(change).toEqual({
      closed: true,
      muted: all ? [{ kind: 'message', item: 1, name: 'guest 1', text: 'rude' }] : [],
    })
    expect(JSON.stringify(change)).not.toContain(ada.id)
  }
  const open = act(state, moderator, { type: 'people/close', closed: false })
  expect(open.people.closedAt).toBeNull()
})

test('[K40] moderators recognise who is muted by their name and what they wrote last, and nobody by an anonymous question', () => {
  const mutedIn = (state: State) => changesSince(state, 'people', 0, 'moderator').change.muted
  const name = (state: State, who: Who, to: string) => act(state, who, { type: 'chat/name', name: to })
  const ask = (state: State, text: string, named: boolean) =>
    act(state, ada, { type: 'question/ask', text, named })
  let state = say(name(mute(TALKED, 1), ada, 'Ada'), ada, 'ruder')
  expect(mutedIn(state)).toEqual([{ kind: 'message', item: 1, name: 'Ada', text: 'ruder' }])
  // What they ask anonymously is not theirs for anybody.
  state = ask(state, 'An anonymous insult?', false)
  expect(mutedIn(state)).toMatchObject([{ name: 'Ada', text: 'ruder' }])
  state = act(state, moderator, { type: 'chat/reset-name', message: 1 })
  expect(mutedIn(state)).toMatchObject([{ name: 'guest 1', text: 'ruder' }])
  const hidden = act(mute(TALKED, 1, false), moderator, { type: 'chat/hide', message: 1, hidden: true })
  expect(mutedIn(mute(hidden, 1))).toMatchObject([{ name: 'guest 1', text: '' }])

  const question = (item: number) => ({ type: 'people/mute', kind: 'question', item, muted: true })
  const asked = ask(name(TALKED, ada, 'Ada'), 'An insult?', false)
  const byQuestion = say(act(asked, moderator, question(1)), ada, 'a line in the chat')
  expect(mutedIn(byQuestion)).toEqual([{ kind: 'question', item: 1, name: 'guest', text: 'An insult?' }])
  expect(mutedIn(ask(byQuestion, 'And with my name?', true))).toMatchObject([{ text: 'An insult?' }])
  expect(mutedIn(ask(byQuestion, 'Another one?', false))).toMatchObject([{ text: 'Another one?' }])
  const long = mutedIn(say(mute(TALKED, 1), ada, 'x'.repeat(500)))[0]?.text
  expect(long).toBe(`${'x'.repeat(199)}…`)
})
