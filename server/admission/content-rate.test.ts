import { expect, test } from 'vitest'
import { createContentRate } from './content-rate.ts'

const say = (id: string) => ({ id, type: 'chat/say' }) as const

test('[E14] each person can send five messages at once, then one every two seconds', () => {
  let now = 0
  const rate = createContentRate(() => now)
  const first = ['a', 'b', 'c', 'd', 'e'].map((id) => rate.wait(say(id), 'ada'))
  expect(first).toEqual([0, 0, 0, 0, 0])
  expect(rate.wait(say('f'), 'ada')).toBe(2000)
  expect(rate.wait(say('f'), 'bob')).toBe(0)
  now = 1500
  expect(rate.wait(say('f'), 'ada')).toBe(500)
  now = 2000
  expect(rate.wait(say('f'), 'ada')).toBe(0)
  expect(rate.wait(say('g'), 'ada')).toBe(2000)
})

test('[E14] a retry of an accepted message does not count, a rename counts as a message, moves do not count', () => {
  const rate = createContentRate(() => 0)
  for (const id of ['a', 'a', 'a', 'b', 'c', 'd']) expect(rate.wait(say(id), 'ada')).toBe(0)
  expect(rate.wait({ id: 'e', type: 'chat/name' }, 'ada')).toBe(0)
  expect(rate.wait({ id: 'f', type: 'chat/name' }, 'ada')).toBe(2000)
  expect(rate.wait(say('a'), 'ada')).toBe(0)
  for (let i = 0; i < 20; i++) {
    expect(rate.wait({ id: `h${i}`, type: 'chat/hide' }, 'ada')).toBe(0)
    expect(rate.wait({ id: `n${i}`, type: 'position/next' }, 'ada')).toBe(0)
  }
})

test('[E14] forgets a person who was silent long enough, without giving them extra messages', () => {
  let now = 0
  const rate = createContentRate(() => now)
  for (const id of ['a', 'b', 'c', 'd', 'e']) rate.wait(say(id), 'ada')
  now = 9_999
  for (const id of ['f', 'g', 'h', 'i']) expect(rate.wait(say(id), 'ada')).toBe(0)
  expect(rate.wait(say('j'), 'ada')).toBe(1)
  now = 30_000
  expect(rate.wait(say('a'), 'bob')).toBe(0)
  const again = ['k', 'l', 'm', 'n', 'o', 'p'].map((id) => rate.wait(say(id), 'ada'))
  expect(again).toEqual([0, 0, 0, 0, 0, 2000])
})

test('[Q12] questions count with messages, votes have a limit of their own', () => {
  let now = 0
  const rate = createContentRate(() => now)
  for (let i = 0; i < 3; i++) expect(rate.wait(say(`say-${i}`), 'ada')).toBe(0)
  for (let i = 0; i < 2; i++) expect(rate.wait({ id: `ask-${i}`, type: 'question/ask' }, 'ada')).toBe(0)
  expect(rate.wait({ id: 'ask-2', type: 'question/ask' }, 'ada')).toBe(2000)
  for (let i = 0; i < 20; i++) expect(rate.wait({ id: `vote-${i}`, type: 'question/vote' }, 'ada')).toBe(0)
  expect(rate.wait({ id: 'vote-20', type: 'question/vote' }, 'ada')).toBe(500)
  expect(rate.wait({ id: 'vote-3', type: 'question/vote' }, 'ada')).toBe(0)
  now = 500
  expect(rate.wait({ id: 'vote-20', type: 'question/vote' }, 'ada')).toBe(0)
})
