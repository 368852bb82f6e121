/** Tests for the chat's fold: the cost of one entry, counted without a clock, and that it matches a simple fold. */
import { expect, test } from 'vitest'
import { copied, numbers } from '../../tests/support/counting.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'
import { chat as feature, type ChatEvent } from './chat.ts'
import type { Chat } from './chat-slice.ts'
import { EMPTY, evolve } from '../state.ts'
import { chatBefore, viewChat, type ChatPage } from './chat-view.ts'

const CHAT = feature.empty
const fold = (chat: Chat, event: ChatEvent, by: string, seq: number, at: number): Chat =>
  evolve({ ...EMPTY, chat }, { event, by, seq, at, id: `intent-${seq}` }).chat

test(
  '[T27] the entry of a new participant copies as little after 10,000 others as after a few',
  { timeout: 60_000 },
  () => {
    const costs: number[] = []
    let chat = CHAT
    for (let seq = 1; seq <= 10_001; seq++) {
      const by = `guest-${String(seq).padStart(12, 'x')}`
      const next = fold(chat, { type: 'chat/said', text: 'x' }, by, seq, seq)
      if ([1001, 10_000, 10_001].includes(seq)) costs.push(copied(chat, next))
      chat = next
    }
    const again = fold(chat, { type: 'chat/named', name: 'ada' }, 'guest-xxxxxxxxxxx7', 10_002, 1)
    costs.push(copied(chat, again))
    const hidden = fold(again, { type: 'chat/hidden', message: 9000, hidden: true }, 'd', 10_003, 1)
    costs.push(copied(again, hidden))
    const reset = fold(hidden, { type: 'chat/name-reset', author: 4000 }, 'd', 10_004, 1)
    costs.push(copied(hidden, reset))
    // Three paths of at most 4 or 5 nodes with 32 or 16 slots each, and a few objects.
    for (const cost of costs) expect(cost).toBeLessThan(500)
  },
)

test('[T27] lists and maps behave like the built-in ones, and earlier versions stay unchanged', () => {
  const below = numbers(7)
  let list = List.of<number>()
  let plain: number[] = []
  let map = HashMap.of<number>()
  const known = new Map<string, number>()
  const kept: [List<number>, number[]][] = []
  for (let i = 0; i < 6000; i++) {
    const index = below(Math.max(1, plain.length))
    if (i % 7 === 3 && plain.length > 0) {
      list = list.with(index, i)
      plain = plain.with(index, i)
    } else {
      list = list.push(i)
      plain = [...plain, i]
    }
    if (i % 11 === 0) {
      const most = 900 + below(500)
      list = list.keep(most)
      plain = plain.slice(-most)
    }
    const key = `key ${below(3000)}`
    map = map.set(key, i)
    known.set(key, i)
    if (i % 500 === 0) kept.push([list, plain])
    // Twelve thousand calls of `expect` would take a second.
    if (list.at(index) !== plain.at(index) || list.at(-1) !== plain.at(-1)) expect([...list]).toEqual(plain)
  }
  for (const [before, values] of [...kept, [list, plain] as const]) expect([...before]).toEqual(values)
  expect([list.length, list.at(list.length), list.at(-list.length - 1)]).toEqual([
    plain.length,
    undefined,
    undefined,
  ])
  expect([map.size, map.get('another')]).toEqual([known.size, undefined])
  for (const [key, value] of known) expect(map.get(key)).toBe(value)
  expect(List.of(list, list.cut)).toEqual(list)
  expect(HashMap.of(known)).toEqual(map)
})

interface Line {
  id: number
  kind: string
  by: string
  name: string
  text: string
  hidden: boolean
}

/** The same rules with plain arrays and full copies. */
function reference(events: [by: string, event: ChatEvent][]) {
  const people: string[] = []
  const names = new Map<string, string>()
  let lines: Line[] = []
  events.forEach(([by, event], i) => {
    const id = i + 1
    if (event.type === 'chat/hidden') {
      lines = lines.map((line) => (line.id === event.message ? { ...line, hidden: event.hidden } : line))
    } else if (event.type === 'chat/name-reset') {
      const who = people[event.author - 1]
      if (who === undefined) return
      names.set(who, 'guest')
      lines = lines.map((line) => {
        if (line.by !== who) return line
        return line.kind === 'said' ? { ...line, name: 'guest' } : { ...line, name: '', text: '' }
      })
    } else {
      if (!people.includes(by)) people.push(by)
      const before = names.get(by) ?? 'guest'
      if (event.type === 'chat/named') names.set(by, event.name)
      const line = { id, by, name: names.get(by) ?? 'guest', hidden: false }
      lines.push(
        event.type === 'chat/said'
          ? { ...line, kind: 'said', text: event.text }
          : { ...line, kind: 'named', text: before },
      )
    }
  })
  return lines.map(({ by, hidden, ...line }) => {
    const shown = hidden ? { ...line, name: '', text: '' } : line
    return { ...shown, hidden, author: people.indexOf(by) + 1 }
  })
}

test('[T28] over random events the fold shows the same as a simple fold, page by page', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const below = numbers(seed)
    const events = Array.from({ length: 300 }, (_, i): [string, ChatEvent] => {
      const by = `person-${below(12)}`
      const kind = below(10)
      if (kind === 0) return [by, { type: 'chat/hidden', message: 1 + below(i + 5), hidden: below(3) > 0 }]
      if (kind === 1) return [by, { type: 'chat/name-reset', author: 1 + below(14) }]
      if (kind < 4) return [by, { type: 'chat/named', name: `name ${below(5)}` }]
      return [by, { type: 'chat/said', text: `text ${i}` }]
    })
    let chat: Chat = CHAT
    events.forEach(([by, event], i) => (chat = fold(chat, event, by, i + 1, 0)))
    const shown = []
    for (
      let page: ChatPage = viewChat(chat);
      page.items.length > 0;
      page = chatBefore(chat, page.items[0]!.id)
    )
      shown.unshift(...page.items)
    expect(shown).toEqual(reference(events).map((line) => expect.objectContaining(line)))
  }
})
