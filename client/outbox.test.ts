/** Tests the outbox with a connection and a storage that the test controls. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Intent } from '../protocol/intent.ts'
import { refusal, type Refusal } from '../protocol/refusal.ts'
import type { Ack } from '../protocol/wire.ts'
import type { Link } from './connection/link.ts'
import { readDraft, saveDraft } from './drafts.ts'
import { outboxKey } from './kept.ts'
import { createOutbox, type OutboxItem } from './outbox.ts'

const KEY = outboxKey('talk', 'audience')
const kept = new Map<string, string>()
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
  removeItem: (key: string) => void kept.delete(key),
}

beforeEach(() => {
  kept.clear()
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', storage)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const say = (id: string, text = id): Intent => ({ id: `intent-${id}`, type: 'chat/say', text })

/** A connection that keeps every intent until the test answers it, and one outbox on it. */
function page(link: Link = 'live', key = KEY) {
  const sent: string[] = []
  const answers: ((ack: Ack) => void)[] = []
  const listeners = new Set<(link: Link) => void>()
  const connection = {
    link,
    send({ id }: Intent) {
      sent.push(id)
      return new Promise<Ack>((resolve) => answers.push(resolve))
    },
    reconnect: vi.fn<() => void>(),
    onLink(listener: (link: Link) => void) {
      listeners.add(listener)
      listener(connection.link)
      return () => listeners.delete(listener)
    },
  }
  const outbox = createOutbox(connection, key, () => 1)
  const told: string[][] = []
  outbox.on((items) => told.push(items.map(({ intent, state }) => `${intent.id} ${state}`)))
  return {
    outbox,
    sent,
    told,
    connection,
    become(next: Link) {
      connection.link = next
      for (const listener of listeners) listener(next)
    },
    async answer(ack: Ack | Refusal) {
      answers.shift()?.('code' in ack ? { ok: false, refusal: ack } : ack)
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}
const OK: Ack = { ok: true, seq: 1 }
const stored = (): OutboxItem[] => JSON.parse(kept.get(KEY) ?? '[]') as OutboxItem[]

test('[Y2] an intent made offline is kept, and sent once when the link is live again', async () => {
  const { outbox, sent, told, become, answer } = page('reconnecting')
  outbox.send(say('1'))
  expect(sent).toEqual([])
  expect(stored()).toMatchObject([{ intent: { id: 'intent-1' }, state: 'pending' }])
  become('live')
  expect(sent).toEqual(['intent-1'])
  await answer(OK)
  expect(told).toEqual([[], ['intent-1 pending'], ['intent-1 sent'], []])
  become('reconnecting')
  become('live')
  expect(sent).toEqual(['intent-1'])
  expect(kept.size).toBe(0)
})

test('[Y2] after a reload it is still pending, and is sent with the same id', async () => {
  const before = page('reconnecting')
  before.outbox.send(say('1'))
  before.outbox.close()
  const { outbox, sent, answer } = page('live')
  expect(outbox.items).toMatchObject([{ state: 'pending' }])
  expect(sent).toEqual(['intent-1'])
  await answer(OK)
  expect(outbox.items).toEqual([])
})

test('[Y2] without an answer, or while the server cannot store, it is tried again with growing pauses', async () => {
  const { outbox, sent, answer } = page()
  outbox.send(say('1'))
  await answer(refusal('unavailable'))
  await vi.advanceTimersByTimeAsync(1999)
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toHaveLength(2)
  await answer(refusal('unavailable'))
  await vi.advanceTimersByTimeAsync(3999)
  expect(sent).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual(['intent-1', 'intent-1', 'intent-1'])
})

test('[Y2] a new connection tries again at once', async () => {
  const { outbox, sent, become, answer } = page()
  outbox.send(say('1'))
  become('reconnecting')
  await answer(refusal('unavailable'))
  become('live')
  expect(sent).toEqual(['intent-1', 'intent-1'])
})

test('[Y2] a rate limit delays only its own item', async () => {
  const { outbox, sent, answer } = page()
  outbox.send(say('1'))
  outbox.send(say('2'))
  await answer(refusal('rate-limited', 5000))
  await answer(OK)
  expect(sent).toEqual(['intent-1', 'intent-2'])
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toEqual(['intent-1', 'intent-2', 'intent-1'])
})

test('[Y2] a final refusal is shown until it is dismissed, also after a reload', async () => {
  const before = page()
  before.outbox.send(say('1'))
  await before.answer(refusal('talk-over'))
  before.outbox.close()
  const { outbox, sent } = page()
  expect(outbox.items).toMatchObject([{ state: 'refused', refusal: { code: 'talk-over' } }])
  expect(sent).toEqual([])
  outbox.dismiss('intent-1')
  expect(outbox.items).toEqual([])
  expect(kept.size).toBe(0)
})

test('[Y2] a later item with the same key replaces the one that waits, also while that one is being sent', async () => {
  const { outbox, sent, answer } = page()
  outbox.send(say('1'), 'vote')
  outbox.send(say('2'), 'vote')
  outbox.send(say('3'), 'vote')
  outbox.send(say('4'), 'other')
  await answer(OK)
  await answer(OK)
  await answer(OK)
  expect(sent).toEqual(['intent-1', 'intent-3', 'intent-4'])
  expect(outbox.items).toEqual([])
})

test('[Y2] the outbox is bounded in number and in size', () => {
  const { outbox, told } = page('reconnecting')
  for (let i = 0; i < 50; i++) outbox.send(say(String(i)))
  outbox.send(say('more'))
  expect(outbox.items).toHaveLength(50)
  expect(told.at(-1)?.at(-1)).toBe('intent-more refused')
  const { outbox: large } = page('reconnecting', 'other')
  for (let i = 0; i < 50; i++) large.send(say(`large-${i}`, 'x'.repeat(4000)))
  expect(large.items).toHaveLength(15)
})

test('[Y2] two pages of one browser keep both their items', () => {
  const one = page('reconnecting')
  const two = page('reconnecting')
  one.outbox.send(say('1'))
  two.outbox.send(say('2'))
  expect(stored().map(({ intent }) => intent.id)).toEqual(['intent-1', 'intent-2'])
  one.outbox.dismiss('intent-1')
  expect(stored().map(({ intent }) => intent.id)).toEqual(['intent-2'])
})

test('[Y2] a page whose cookie is no longer accepted gets a new one, and sends again', async () => {
  vi.stubGlobal(
    'fetch',
    vi.fn<() => Promise<null>>(() => Promise.resolve(null)),
  )
  vi.stubGlobal('location', { href: 'http://talk/' })
  const { outbox, sent, connection, answer } = page()
  outbox.send(say('1'))
  await answer(refusal('no-cookie'))
  expect(connection.reconnect).toHaveBeenCalledOnce()
  await answer(refusal('no-cookie'))
  expect(sent).toEqual(['intent-1', 'intent-1'])
  expect(outbox.items).toMatchObject([{ state: 'refused', refusal: { code: 'no-cookie' } }])
})

test('[Y2] it works without storage, and whatever the storage contains', async () => {
  for (const text of ['{', '{}', '[null, 1, {}, {"intent": {"id": 1}}]', '"x"']) {
    kept.set(KEY, text)
    expect(page('reconnecting').outbox.items).toEqual([])
  }
  const blocked = (): never => {
    throw new Error('blocked')
  }
  vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked })
  const { outbox, sent, answer } = page('live', 'blocked')
  outbox.send(say('1'))
  await answer(OK)
  expect(sent).toEqual(['intent-1'])
  expect(outbox.items).toEqual([])
})

test('[Y3] a draft survives a reload, and an empty one leaves nothing', () => {
  saveDraft('talk', 'question', 'How long')
  expect(readDraft('talk', 'question')).toBe('How long')
  expect(readDraft('talk', 'chat')).toBe('')
  saveDraft('talk', 'question', '')
  expect(kept.size).toBe(0)
})

test('[Y3] a draft is kept for the page when the storage is full', () => {
  vi.stubGlobal('localStorage', {
    ...storage,
    setItem: () => {
      throw new Error('full')
    },
  })
  saveDraft('talk', 'question', 'How long')
  expect(readDraft('talk', 'question')).toBe('How long')
})
