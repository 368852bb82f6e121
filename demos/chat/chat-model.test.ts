import { expect, test } from 'vitest'
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import type { ChatNews } from '../../protocol/features/chat-news.ts'
import { createChatModel, type ChatModel } from './chat-model.ts'
import { presenceWords } from './chat-presence.ts'

const item = (id: number, hidden = false): ChatItem => ({
  id,
  kind: 'said',
  author: 1,
  name: hidden ? '' : 'ada',
  text: hidden ? '' : `t${id}`,
  at: id,
  hidden,
})
const items = (from: number, to: number): ChatItem[] =>
  Array.from({ length: to - from + 1 }, (_, i) => item(from + i))
const news = (all: ChatItem[], more: Partial<ChatNews> = {}): ChatNews => ({
  fresh: false,
  earlier: false,
  seq: Math.max(0, ...all.map(({ id }) => id)),
  items: all,
  ...more,
})
const ids = (model: ChatModel): number[] => model.items.map(({ id }) => id)

test('[E12] news told twice or late changes nothing; order is that of the log', () => {
  const model = createChatModel(false)
  model.take(news(items(1, 3), { fresh: true }))
  expect(model.take(news([item(4), item(6)]))).toEqual([])
  expect(model.take(news([item(4), item(5), item(6)]))).toEqual([4, 6])
  expect(ids(model)).toEqual([1, 2, 3, 4, 5, 6])
  expect(model.seq).toBe(6)
})

test('[E12] a fresh page replaces everything, and history goes before it', () => {
  const model = createChatModel(false)
  model.take(news(items(1, 50), { fresh: true }))
  model.take(news(items(151, 200), { fresh: true, earlier: true }))
  expect([model.items.length, model.oldest, model.earlier]).toEqual([50, 151, true])
  // Something older has changed, which is not here yet.
  model.take(news([item(120, true)], { seq: 201 }))
  expect(model.oldest).toBe(151)
  model.takeHistory(news(items(101, 150), { earlier: true, seq: 201 }))
  expect([model.items.length, model.oldest, model.earlier]).toEqual([100, 101, true])
  model.takeHistory(news([], { seq: 201 }))
  expect(model.earlier).toBe(false)
})

test('[E13] a hidden message is gone, but for those who may show it again', () => {
  const everybody = createChatModel(false)
  const chair = createChatModel(true)
  for (const model of [everybody, chair]) {
    model.take(news(items(1, 3), { fresh: true }))
    expect(model.take(news([item(2, true)], { seq: 4 }))).toEqual([2])
  }
  expect([ids(everybody), ids(chair)]).toEqual([
    [1, 3],
    [1, 2, 3],
  ])
  expect(everybody.take(news([item(2)], { seq: 5 }))).toEqual([])
  expect(ids(everybody)).toEqual([1, 2, 3])
})

test('[E16] no more than ten thousand are held, whatever comes', () => {
  const model = createChatModel(false)
  model.take(news(items(1, 50), { fresh: true }))
  for (let from = 51; from < 12_000; from += 50) model.take(news(items(from, from + 49)))
  expect(model.items.length).toBe(10_000)
  expect(model.items.at(-1)?.id).toBe(12_000)
  expect(model.oldest).toBe(2001)
  expect(model.earlier).toBe(false)
})

test('[E24] who comes and goes is one line for all', () => {
  expect(presenceWords(undefined, 0)).toBe('Everybody here can write')
  expect(presenceWords(12, 12)).toBe('12 here')
  expect(presenceWords(312, 12)).toBe('312 here · 300 came')
  expect(presenceWords(9, 12)).toBe('9 here · 3 left')
})
