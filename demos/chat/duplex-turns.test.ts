import { expect, test } from 'vitest'
import { createTurns, turnWords } from './duplex-turns.ts'

test('[E119] what was received is sent before the next is received, and never both at once', () => {
  const turns = createTurns()
  expect(turns.next()).toBeNull()
  turns.add('receive', 2)
  expect(turns.next()).toEqual({ direction: 'receive', count: 2 })
  turns.add('receive', 1)
  turns.add('send', 3)
  expect(turns.waiting).toEqual({ receive: 1, send: 3 })
  expect(turns.next()).toEqual({ direction: 'send', count: 5 })
  expect(turns.next()).toEqual({ direction: 'receive', count: 1 })
  expect(turns.next()).toEqual({ direction: 'send', count: 1 })
  expect(turns.next()).toBeNull()
  expect(turns.now).toBeNull()
})

test('[E119] many waiting messages are combined into two numbers', () => {
  const turns = createTurns()
  for (let i = 0; i < 10_000; i += 1) turns.add('receive', 1)
  expect(turns.next()).toEqual({ direction: 'receive', count: 10_000 })
  expect(turns.next()).toEqual({ direction: 'send', count: 10_000 })
  expect(turns.next()).toBeNull()
})

test('[E119] the traffic is described in text', () => {
  const none = { receive: 0, send: 0 }
  expect(turnWords(null, none, true)).toBe('The server waits to receive.')
  expect(turnWords({ direction: 'receive', count: 1 }, none, false)).toBe(
    'It receives 1 message from you, and cannot send.',
  )
  expect(turnWords({ direction: 'send', count: 1200 }, { receive: 1, send: 0 }, true)).toBe(
    'It sends 1,200 messages to everybody, and cannot receive. 1 waits.',
  )
})
