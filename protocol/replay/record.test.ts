/** Tests for recordings: what the audience saw, at its time, and nothing else. */
import { expect, test } from 'vitest'
import { ADA, BEGAN, BOB, CANARY, EVE, toldTalk } from '../../tests/support/told-talk.ts'
import type { Outline } from '../deck.ts'
import type { Entry, Event } from '../event.ts'
import type { FeatureName } from '../features/index.ts'
import { merge } from '../merge.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, type View } from '../view.ts'
import { collectEnding } from './ending.ts'
import { record } from './record.ts'
import { BURSTS, STREAM, type Recording } from './recording.ts'
import { redact } from './redact.ts'

const OUTLINE: Outline = [
  { id: 'hello', h: 0, v: 0, title: 'Hello', steps: 0 },
  { id: 'plan', h: 1, v: 0, title: 'The plan', steps: 2 },
  { id: 'end', h: 2, v: 0, title: 'The end', steps: 0 },
]

function recordingOf(entries: Entry[], outline = OUTLINE): Recording {
  const collected = collectEnding()
  for (const entry of entries) collected.add(entry)
  const { ending } = collected
  const recorder = record(redact(ending), outline, ending.state.clock.startedAt ?? BEGAN)
  for (const entry of entries) recorder.add(entry)
  return recorder.finish()
}

function viewsAt({ changes }: Recording, ms: number): Partial<View> {
  const views: Partial<Record<FeatureName, unknown>> = {}
  for (const [at, channel, change, whole] of changes) {
    if (at > ms || channel === BURSTS || channel === STREAM) continue
    views[channel] = whole === 1 ? change : merge(channel, views[channel] as never, change as never)
  }
  return views as Partial<View>
}

const later = (entries: Entry[], seconds: number, event: Event, by = 'd-phone'): Entry[] => {
  const last = entries.at(-1)!
  return [...entries, { seq: last.seq + 1, at: last.at + seconds * 1000, by, id: `more-${last.seq}`, event }]
}

test('[W20] at each move, the replay shows the slide and step of the talk at that time', () => {
  const entries = toldTalk()
  const recording = recordingOf(entries)
  const zero = BEGAN + 19_000 - 5000
  let state: State = EMPTY
  for (const entry of entries) {
    state = evolve(state, entry)
    if (state.clock.startedAt === null || state.talk.over) continue
    expect(viewsAt(recording, entry.at - zero).position, `entry ${entry.seq}`).toEqual(state.position)
  }
  expect(recording.marks).toEqual([
    { ms: 0, title: 'Hello' },
    { ms: 5000, title: 'The plan' },
    { ms: 175_000, title: 'The end' },
  ])
  expect(recording.lengthMs).toBe(220_000)
})

test('[W20] all changes together are the views of the audience at the end, when nothing was hidden', () => {
  const moderation = ['people/muted', 'chat/hidden', 'question/deleted']
  const entries = toldTalk().filter(({ event }) => !moderation.includes(event.type))
  const end = entries.reduce(evolve, EMPTY)
  const recording = recordingOf(entries)
  for (const name of ['position', 'screen', 'talk', 'chat', 'poll', 'quiz', 'openPoll', 'hand'] as const)
    expect(viewsAt(recording, Infinity)[name], name).toEqual(changesSince(end, name, 0, 'audience').change)
})

test('[W20] reactions are at their time', () => {
  const bursts = recordingOf(toldTalk()).changes.filter(([, name]) => name === BURSTS)
  expect(bursts).toEqual([[55_000, BURSTS, { '👏': 4, '❤️': 1 }]])
})

test('[W21] no id, and nothing that was hidden, held, deleted or of muted people, is in the recording', () => {
  const text = JSON.stringify(recordingOf(toldTalk()))
  for (const secret of [CANARY, ADA, BOB, EVE, 'intent-', 'd-phone']) expect(text).not.toContain(secret)
  for (const shown of ['Good morning', 'Is it free?', 'It works', 'Lovelace']) expect(text).toContain(shown)
})

test('[W21] a name that was reset, a hidden answer, a hidden word and a rejected question are never there', () => {
  let entries = toldTalk()
  const end = entries.findIndex(({ event }) => event.type === 'talk/ended')
  entries = entries.slice(0, end)
  const author = 1
  entries = later(entries, 1, { type: 'chat/name-reset', author })
  entries = later(entries, 1, { type: 'quiz/name-reset', player: 1 })
  entries = later(entries, 1, { type: 'poll/answer-hidden', poll: 'made:29', item: 1, hidden: true })
  entries = later(entries, 1, { type: 'poll/answer-hidden', poll: 'made:26', item: 'fast', hidden: true })
  entries = later(entries, 1, { type: 'question/shown', question: 2, shown: false })
  const text = JSON.stringify(recordingOf(entries))
  for (const secret of ['"Ada"', 'Lovelace', 'It works', 'fast', 'Is it free?'])
    expect(text).not.toContain(secret)
  expect(text).toContain('How long?')
})

test('[W21] a line that was hidden stays away, however long ago it was', () => {
  let entries = toldTalk().slice(0, 7)
  for (let i = 0; i < 10_001; i++) entries.push({ ...entries[3]!, seq: 8 + i, at: BEGAN + 20_000 + i })
  entries = later(entries, 1, { type: 'position/moved', h: 2, v: 0, f: -1 })
  expect(JSON.stringify(recordingOf(entries))).not.toContain(CANARY)
})

test('[W21] what somebody wrote while they were muted stays away after they are not', () => {
  const entries = later(toldTalk(), 1, {
    type: 'people/muted',
    person: EVE,
    kind: 'message',
    item: 39,
    muted: false,
  })
  const text = JSON.stringify(recordingOf(entries))
  expect(text).toContain(`${CANARY} before`)
  expect(text).not.toContain(`${CANARY} after`)
})

test('[W21] what is right is not there before the reveal', () => {
  const entries = toldTalk()
  const recording = recordingOf(entries)
  const reveal = entries.find(({ event }) => event.type === 'quiz/revealed')!
  const before = recording.changes.filter(([ms]) => ms < reveal.at - BEGAN - 14_000)
  expect(JSON.stringify(before)).not.toContain('Since 987')
  const unrevealed = entries.filter(({ event }) => event.type !== 'quiz/revealed')
  expect(JSON.stringify(recordingOf(unrevealed))).not.toContain('Since 987')
})

test('[W22] time starts with the clock, stops at the end, and a long pause is short', () => {
  let entries = toldTalk().filter(({ event }) => event.type !== 'talk/ended')
  const { lengthMs } = recordingOf(entries)
  entries = later(entries, 40 * 60, { type: 'position/moved', h: 1, v: 0, f: -1 })
  expect(recordingOf(entries).lengthMs).toBe(lengthMs + 5000)
  entries = later(entries, 86_400, { type: 'talk/outlined', version: 'v1', slides: OUTLINE })
  expect(recordingOf(entries).lengthMs).toBe(lengthMs + 5000)
  entries = later(entries, 10, { type: 'clock/restarted' })
  entries = later(entries, 20, { type: 'position/moved', h: 2, v: 0, f: -1 })
  expect(recordingOf(entries)).toMatchObject({
    lengthMs: 30_000,
    marks: [{ title: 'The plan' }, { title: 'The end' }],
  })
})

test('[W22] the slides of the talk are found in a deck that has changed since', () => {
  const [hello, plan, end] = OUTLINE as [Outline[0], Outline[0], Outline[0]]
  const changed = [
    { ...end, h: 0 },
    { ...hello, h: 1 },
    { ...plan, h: 2, steps: 0 },
  ]
  const recording = recordingOf(toldTalk(), changed)
  const positions = recording.changes.filter(([, name]) => name === 'position').map(([, , at]) => at)
  expect(positions).toEqual([
    { h: 1, v: 0, f: -1 },
    { h: 2, v: 0, f: -1 },
    { h: 0, v: 0, f: -1 },
  ])
})

test('[W27] each post appears when it arrived, and has no id of its feed', () => {
  const seen = (at: number, place: string) => ({ at, author: '', text: '', place, longitude: 1, latitude: 2 })
  const feed = { name: 'bluesky', state: 'live' } as const
  const told = toldTalk().filter(({ event }) => event.type !== 'talk/ended')
  const now = told.at(-1)!.at + 10_000
  const posts = [seen(now - 60_000, 'Oslo'), seen(now - 3000, 'Rome'), seen(now - 1000, 'Kyiv')]
  const entries = later(told, 10, { type: 'map/kept', posts, rate: 0.5, feed })
  const off: Event = { type: 'map/kept', posts: [], rate: 0, feed: { ...feed, state: 'off' } }
  const { changes, lengthMs, startedAt } = recordingOf(later(entries, 5, off))
  const end = lengthMs - 5000
  const stream = changes.flatMap(([ms, name, news]) => (name === STREAM ? [{ ms, news }] : []))
  expect(
    stream.map(({ ms, news }) => [ms - end, news.feed.state, news.posts.map(({ place }) => place)]),
  ).toEqual([
    [-65_000, 'live', ['Oslo']],
    [-8000, 'live', ['Rome']],
    [-6000, 'live', ['Kyiv']],
    [0, 'off', []],
  ])
  const shown = stream.flatMap(({ ms, news }) => news.posts.map(({ id, at }) => [id, at - startedAt - ms]))
  expect(shown).toEqual([
    ['1', 0],
    ['2', 0],
    ['3', 0],
  ])
  expect(changes.map(([ms]) => ms)).toEqual(changes.map(([ms]) => ms).toSorted((a, b) => a - b))
})
