import { expect, test } from 'vitest'
import { isConfusable } from '../confusable.ts'
import type { Who } from '../role.ts'
import { chat as feature, decideChat, type ChatEvent, type ChatIntent } from './chat.ts'
import { EMPTY, evolve } from '../state.ts'
import { CHAT_LIMIT } from './chat-limit.ts'
import { knownAs, type Chat } from './chat-slice.ts'
import { chatChanges, viewChat } from './chat-view.ts'
import { looksLikeSpeaker, nameShown } from './chat-names.ts'

const CHAT = feature.empty
const fold = (chat: Chat, event: ChatEvent, by: string, seq: number, at: number): Chat =>
  evolve({ ...EMPTY, chat }, { event, by, seq, at, id: `intent-${seq}` }).chat

const guest: Who = { role: 'audience', paired: false, id: 'guest-1' }
const speaker: Who = { role: 'moderator', paired: true, id: 'device-1' }
const name = (called: string): ChatIntent => ({ id: 'intent-01', type: 'chat/name', name: called })
const say: ChatIntent = { id: 'intent-02', type: 'chat/say', text: 'hello' }
const reset = (message: number): ChatIntent => ({ id: 'intent-03', type: 'chat/reset-name', message })

/** Each intent is accepted and folded. */
function after(...intents: [Who, ChatIntent][]): Chat {
  let chat = CHAT
  for (const [who, intent] of intents) {
    const events = decideChat(chat, CHAT_LIMIT, intent, who, 0)
    if (!Array.isArray(events)) throw new Error(`${intent.type} was refused: ${events.code}.`)
    for (const event of events) chat = fold(chat, event, who.id, chat.seq + 1, 0)
  }
  return chat
}

test.each([
  ['Ada Lovelace', 'ada lovelace'],
  ['Ada Lovelace', 'ADA  LOVELACE.'],
  ['Ada Lovelace', 'Аdа Lоvеlасе'],
  ['Ada Lovelace', 'Ada L0ve1ace'],
  ['Ada Lovelace', 'Adá\u0301 Lövelace'],
  ['Ada Lovelace', 'A\u200bda\u2060 Love\u00adlace'],
  ['Ada Lovelace', '𝐀𝐝𝐚 Ｌovelace'],
  ['Bill', 'BILL'],
  ['Bill', 'BiIl'],
  ['Bill', 'B1|l'],
  ['Hana', 'ΗΑΝΑ'],
  ['Ηρα', 'ηρα'],
  ['Иван', 'ИВАН'],
  ['Bernd', 'Bemd'],
  ['Søren', 'Soren'],
  ['林', '林 '],
])('[E139] %s can be taken for %s', (one, other) => {
  expect(isConfusable(one, other)).toBe(true)
  expect(isConfusable(other, one)).toBe(true)
})

test.each([
  ['Ada', 'Bob'],
  ['Ada', 'Adam'],
  ['Anna', 'Hanna'],
  ['林', '森'],
  ['★', '☂'],
  ['Иван', 'Ирина'],
])('[E139] %s cannot be taken for %s', (one, other) => expect(isConfusable(one, other)).toBe(false))

test('[E139] nobody can take the name of a paired browser, or a name that says speaker; paired browsers can', () => {
  const chat = after([speaker, name('Ada Lovelace')])
  for (const taken of ['Ada Lovelace', 'аda 1ovelace', 'Ada_Lovelace', 'The Speaker', 'Bob (sреаkеr)'])
    expect(decideChat(chat, CHAT_LIMIT, name(taken), guest, 0), taken).toMatchObject({ code: 'name-taken' })
  expect(decideChat(chat, CHAT_LIMIT, name('Ada L.'), guest, 0)).toHaveLength(1)
  expect(decideChat(chat, CHAT_LIMIT, name('Ada Lovelace'), { ...speaker, id: 'device-2' }, 0)).toHaveLength(
    1,
  )
  const renamed = after([speaker, name('Ada Lovelace')], [speaker, name('Countess')])
  expect(decideChat(renamed, CHAT_LIMIT, name('Ada Lovelace'), guest, 0)).toHaveLength(1)
})

test('[E140] a participant who had the name before the speaker took it is shown by a number from then on', () => {
  const before = after([guest, name('Ada')], [guest, say], [speaker, say])
  const chat = fold(before, { type: 'chat/named', name: 'ADA', paired: true }, speaker.id, 4, 0)
  expect(chatChanges(before, 0)?.speakers).toBeUndefined()
  for (const news of [chatChanges(chat, 3), viewChat(chat)]) expect(news?.speakers).toEqual(['ADA'])
  expect(chatChanges(chat, 4)?.speakers).toBeUndefined()
  const [, line] = viewChat(chat).items
  expect(nameShown('Ada', line!, ['ADA'])).toBe('guest 1')
  expect(nameShown('ADA', { author: 2, paired: true }, ['ADA'])).toBe('ADA')
  expect(knownAs(chat, guest.id)).toEqual({ name: 'guest 1', author: 1 })
  expect(looksLikeSpeaker('Ada', [])).toBe(false)
})

test('[E138] the log alone shows that a line is from a paired browser', () => {
  const said = decideChat(CHAT, CHAT_LIMIT, say, speaker, 0)
  expect(said).toEqual([{ type: 'chat/said', text: 'hello', paired: true }])
  const chat = after([speaker, say], [speaker, name('Ada')], [guest, say])
  expect(viewChat(chat).items.map(({ paired }) => paired)).toEqual([true, true, undefined])
})

test('[E141] a reset name is removed from old and new lines; a browser that missed it gets the author’s number', () => {
  const intents: [Who, ChatIntent][] = [
    [guest, name('rude')],
    [guest, say],
    [speaker, say],
  ]
  const chat = after(...intents, [speaker, reset(2)])
  expect(chat.seq).toBe(4)
  expect(JSON.stringify(viewChat(chat))).not.toContain('rude')
  expect(viewChat(chat).items.map((item) => [item.kind, item.name])).toEqual([
    ['named', ''],
    ['said', 'guest'],
    ['said', 'guest'],
  ])
  expect(chatChanges(chat, 3)).toMatchObject({ items: [], resets: [{ author: 1, before: 4 }] })
  expect(knownAs(chat, guest.id).name).toBe('guest')
  expect(decideChat(chat, CHAT_LIMIT, reset(2), speaker, 0)).toEqual([])
  expect(decideChat(chat, CHAT_LIMIT, reset(99), speaker, 0)).toMatchObject({ code: 'no-such-message' })
  const again = fold(chat, { type: 'chat/named', name: 'kind' }, guest.id, 5, 0)
  expect(viewChat(again).items.map((item) => item.name)).toEqual(['', 'guest', 'guest', 'kind'])
})

test('[E141] after the name of a paired browser was reset, others can take it', () => {
  const chat = after([speaker, name('Ada')], [speaker, reset(1)])
  expect(decideChat(chat, CHAT_LIMIT, name('Ada'), guest, 0)).toHaveLength(1)
})

test('[E136] a slow or closed chat refuses messages that come too early, except from a paired browser', () => {
  const chat = fold(CHAT, { type: 'chat/said', text: 'x' } satisfies ChatEvent, guest.id, 1, 100_000)
  const at = (now: number, limit = { open: true, slow: 10 }, who = guest) =>
    decideChat(chat, limit, say, who, now)
  expect(at(104_000)).toMatchObject({ code: 'rate-limited', retryAfterMs: 6000 })
  expect(at(110_000)).toHaveLength(1)
  expect(at(104_000, { open: true, slow: 0 })).toHaveLength(1)
  expect(at(104_000, { open: true, slow: 10 }, { ...guest, id: 'guest-2' })).toHaveLength(1)
  expect(at(104_000, { open: true, slow: 10 }, { ...speaker, id: guest.id })).toHaveLength(1)
  expect(at(500_000, { open: false, slow: 0 })).toMatchObject({ code: 'chat-closed', retry: true })
  expect(at(500_000, { open: false, slow: 0 }, speaker)).toHaveLength(1)
  // If a clock was set back, people can still write after the waiting time.
  expect(at(95_000)).toMatchObject({ code: 'rate-limited', retryAfterMs: 10_000 })
  expect(at(89_000)).toHaveLength(1)
})

test('[E135] a browser without a cookie can neither write nor take a name', () => {
  const passing: Who = { ...guest, passing: true }
  for (const intent of [say, name('Ada')])
    expect(decideChat(CHAT, CHAT_LIMIT, intent, passing, 0)).toMatchObject({
      code: 'no-cookie',
      retry: false,
    })
})
