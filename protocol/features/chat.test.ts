import { expect, test } from 'vitest'
import { hostileStrings } from '../../tests/support/hostile.ts'
import type { Who } from '../role.ts'
import { decide } from '../decide.ts'
import { cleanText } from '../text.ts'
import { chat as feature, decideChat, type ChatEvent, type ChatIntent } from './chat.ts'
import { EMPTY, evolve } from '../state.ts'
import type { ChatItem } from './chat-item.ts'
import { CHAT_LIMIT } from './chat-limit.ts'
import { mergeChat } from './chat-merge.ts'
import { knownAs, type Chat } from './chat-slice.ts'
import { chatBefore, chatChanges, PAGE, viewChat } from './chat-view.ts'

const CHAT = feature.empty
const fold = (chat: Chat, event: ChatEvent, by: string, seq: number, at: number): Chat =>
  evolve({ ...EMPTY, chat }, { event, by, seq, at, id: `intent-${seq}` }).chat

const say = (text: string) => ({ id: 'intent-01', type: 'chat/say', text }) as const
const name = (called: string) => ({ id: 'intent-02', type: 'chat/name', name: called }) as const
const hide = (message: number, hidden = true) =>
  ({ id: 'intent-03', type: 'chat/hide', message, hidden }) as const

/** The result for a participant, in a chat without limits. */
function decided(chat: Chat, intent: ChatIntent, id: string) {
  return decideChat(chat, CHAT_LIMIT, intent, { role: 'audience', paired: false, id }, 0)
}
/** Entries 1, 2, 3 … by these people. */
function after(...said: [by: string, event: ChatEvent][]): Chat {
  return said.reduce((chat, [by, event], i) => fold(chat, event, by, i + 1, 1000 + i), CHAT)
}
function many(count: number): Chat {
  let chat = CHAT
  for (let seq = 1; seq <= count; seq++) {
    chat = fold(chat, { type: 'chat/said', text: `n${seq}` }, `p${seq % 7}`, seq, seq)
  }
  return chat
}
const ids = ({ items }: { items: ChatItem[] }): number[] => items.map(({ id }) => id)
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('[E10] a message is cleaned and cut; one without visible text is refused', () => {
  expect(decided(CHAT, say('  hello\n\nroom  '), 'a')).toEqual([{ type: 'chat/said', text: 'hello room' }])
  expect(decided(CHAT, say('x'.repeat(4000)), 'a')).toEqual([{ type: 'chat/said', text: 'x'.repeat(500) }])
  for (const empty of ['', '   ', '\u200b', '\u202e\u202c', '\u200d'])
    expect(decided(CHAT, say(empty), 'a')).toMatchObject({ code: 'malformed' })
})

test('[E11] a name is taken once and announced together with the previous one', () => {
  expect(decided(CHAT, name(' Ada\u200b '), 'a')).toEqual([{ type: 'chat/named', name: 'Ada' }])
  expect(decided(CHAT, name('A'.repeat(31)), 'a')).toEqual([{ type: 'chat/named', name: 'A'.repeat(30) }])
  expect(decided(CHAT, name('\u2800'), 'a')).toMatchObject({ code: 'malformed' })
  const chat = after(['a', { type: 'chat/named', name: 'ada' }], ['a', { type: 'chat/named', name: 'lady' }])
  expect([...chat.items].map((item) => [item.kind, item.text, item.name])).toEqual([
    ['named', 'guest', 'ada'],
    ['named', 'ada', 'lady'],
  ])
  expect(decided(chat, name('lady'), 'a')).toEqual([])
  expect(['a', 'b', 'toString'].map((by) => knownAs(chat, by).name)).toEqual(['lady', 'guest', 'guest'])
})

test('[E15] none of two hundred hostile strings becomes a message or name that is too long, invisible or of another shape', () => {
  const strings = hostileStrings()
  expect(new Set(strings).size).toBeGreaterThanOrEqual(200)
  for (const text of strings) {
    for (const intent of [say(text.slice(0, 4000)), name(text.slice(0, 400))]) {
      const decision = decided(CHAT, intent, 'a')
      if (!Array.isArray(decision)) {
        expect(decision.code).toBe('malformed')
        continue
      }
      const [event] = decision
      const words = event?.type === 'chat/said' ? event.text : event?.type === 'chat/named' ? event.name : ''
      const most = event?.type === 'chat/said' ? 500 : 30
      expect(Array.from(words).length).toBeLessThanOrEqual(most)
      expect(cleanText(words, most)).toBe(words)
    }
  }
})

test('[E11] people are numbered in order of arrival; a message keeps the name that its author had when it was sent', () => {
  const chat = after(
    ['a', { type: 'chat/said', text: '1' }],
    ['b', { type: 'chat/said', text: '2' }],
    ['a', { type: 'chat/named', name: 'ada' }],
    ['a', { type: 'chat/said', text: '3' }],
    ['c', { type: 'chat/said', text: '4' }],
  )
  expect([...chat.items].map(({ author }) => author)).toEqual([1, 2, 1, 1, 3])
  expect([...chat.items].map((item) => item.name)).toEqual(['guest', 'guest', 'ada', 'ada', 'guest'])
})

test('[E13] only moderators can hide; a hidden message is removed from every view, and can be shown again', () => {
  const chat = after(['a', { type: 'chat/said', text: 'rude' }], ['b', { type: 'chat/said', text: 'kind' }])
  const who = (role: Who['role'], paired: boolean): Who => ({ role, paired, id: 'x' })
  const state = { ...EMPTY, chat }
  expect(decide(state, hide(1), who('audience', false), 0)).toMatchObject({ code: 'forbidden' })
  expect(decide(state, hide(1), who('audience', true), 0)).toMatchObject({ code: 'forbidden' })
  expect(decide(state, hide(1), who('stage', true), 0)).toMatchObject({ code: 'forbidden' })
  expect(decide(state, hide(1), who('moderator', true), 0)).toHaveLength(1)
  expect(decided(chat, hide(3), 'x')).toMatchObject({ code: 'no-such-message' })
  expect(decided(chat, hide(1, false), 'x')).toEqual([])

  const hidden = fold(chat, { type: 'chat/hidden', message: 1, hidden: true }, 'x', 3, 9)
  expect(decided(hidden, hide(1), 'x')).toEqual([])
  for (const news of [chatChanges(hidden, 2), viewChat(hidden), chatBefore(hidden, 2)]) {
    expect(news?.items[0]).toMatchObject({ id: 1, text: '', name: '', hidden: true })
    expect(JSON.stringify(news)).not.toContain('rude')
  }
  const back = fold(hidden, { type: 'chat/hidden', message: 1, hidden: false }, 'x', 4, 10)
  expect(chatChanges(back, 3)?.items).toMatchObject([{ id: 1, text: 'rude', hidden: false }])
})

test('[E12] [V1] any changes, applied in order and with overlaps, give the same as a newcomer’s page', () => {
  let chat = CHAT
  let view = viewChat(chat)
  let since = 0
  for (let seq = 1; seq <= 45; seq++) {
    const event: ChatEvent =
      seq % 9 === 0
        ? { type: 'chat/hidden', message: seq - 4, hidden: true }
        : seq % 11 === 0
          ? { type: 'chat/name-reset', author: 1 + (seq % 3) }
          : seq % 5 === 0
            ? { type: 'chat/named', name: `n${seq}`, ...(seq % 2 === 0 && { paired: true as const }) }
            : { type: 'chat/said', text: `t${seq}` }
    chat = fold(chat, event, `p${seq % 3}`, seq, seq)
    if (seq % 3 !== 0) continue
    const change = chatChanges(chat, Math.max(0, since - (seq % 4)))
    if (!change) throw new Error('So few changes can be told.')
    view = mergeChat(view, change)
    since = chat.seq
    expect(view).toEqual(viewChat(chat))
  }
})

test('[E12] a newcomer gets a page; a browser that was offline gets what it missed, or a page again', () => {
  const chat = many(500)
  expect(viewChat(chat)).toMatchObject({ earlier: true, speakers: [] })
  expect(ids(viewChat(chat))).toEqual(range(451, 500))
  expect(chatChanges(chat, 490)).toEqual({ items: [...chat.items].slice(-10) })
  expect(chatChanges(chat, 500 - 4 * PAGE)?.items).toHaveLength(4 * PAGE)
  expect(chatChanges(chat, 500 - 4 * PAGE - 1)).toBeUndefined()
  expect(chatChanges(chat, 500)).toEqual({ items: [] })
  expect(viewChat(CHAT)).toEqual({ items: [], earlier: false, speakers: [] })
})

test('[E12] a changed line that is older than all lines of a browser does not change its view', () => {
  const chat = fold(many(200), { type: 'chat/hidden', message: 7, hidden: true }, 'x', 201, 9)
  const view = viewChat(many(200))
  expect(mergeChat(view, chatChanges(chat, 200)!)).toEqual(view)
})

test('[E12] history comes in pages, each message once, down to the first', () => {
  const chat = many(120)
  const first = chatBefore(chat, 101)
  expect([ids(first), first.earlier]).toEqual([range(51, 100), true])
  const second = chatBefore(chat, 51)
  expect([ids(second), second.earlier]).toEqual([range(1, 50), false])
  expect(chatBefore(chat, 1)).toMatchObject({ items: [], earlier: false })
  expect(ids(chatBefore(chat, 9999))).toEqual(range(71, 120))
})

test('[E16] ten thousand messages are kept, no more, and one more costs little', () => {
  let chat = many(10_500)
  expect(chat.items.length).toBe(10_000)
  expect(chat.items.at(0)?.id).toBe(501)
  const before = chat.items
  const start = performance.now()
  for (let seq = 10_501; seq <= 11_500; seq++) {
    chat = fold(chat, { type: 'chat/said', text: 'x' }, 'p1', seq, seq)
  }
  // The fastest room sends 50 messages a second. They may take a tenth of that second, on a busy machine.
  expect((performance.now() - start) / 1000).toBeLessThan(2)
  expect(before.at(0)?.id).toBe(501)
})
