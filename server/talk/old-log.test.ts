/** Tests that a log of an earlier version, with events of every kind, gives the same talk today. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { EVENT_TYPES, type Entry } from '../../protocol/event.ts'
import { FEATURE_NAMES, features } from '../../protocol/features/index.ts'
import { ROLES, type Role } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { viewOf } from '../../tests/support/views.ts'
import { readEntry } from '../log/redis/store.ts'
import { openSqliteLog } from '../log/sqlite/log.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { openTalk } from './talk.ts'

const TALK = 'old-talk'
const quiet = pino({ level: 'silent' })

/** The result in the version that wrote the log. */
interface Expected {
  entries: Entry[]
  state: Record<string, unknown>
  views: Record<Role, object>
  chat: { items: unknown[]; earlier: boolean }
}
const { entries, ...expected } = JSON.parse(await readFile('tests/logs/protocol-1.json', 'utf8')) as Expected

function expectSame(state: State): void {
  const { numbers, authors, items, changes, ...chat } = state.chat
  const lists = { authors: [...authors], items: [...items], changes: [...changes] }
  const known = FEATURE_NAMES.filter((name) => name in expected.state)
  // Features that are newer than the log have no events in it, except those of other features that they fold.
  const alone = FEATURE_NAMES.filter((name) =>
    Object.keys(features[name].evolve).every((type) => type in features[name].events),
  )
  for (const name of alone) if (!known.includes(name)) expect(state[name], name).toEqual(EMPTY[name])
  for (const name of known)
    expect(name === 'chat' ? { ...chat, ...lists } : state[name], name).toEqual(expected.state[name])
  expect(state.seq).toBe(expected.state['seq'])
  expect(state.changed).toMatchObject(expected.state['changed'] as object)
  expect(numbers.size).toBe(authors.length)
  const { items: lines, earlier } = expected.chat
  for (const role of ROLES)
    expect(viewOf(state, role)).toMatchObject({ ...expected.views[role], chat: { items: lines, earlier } })
}

test('[T33] entries of an earlier version fold into the same state and the same views', () => {
  expectSame(entries.reduce(evolve, EMPTY))
})

test('[T33] each of them is a known event, also in the form of a Redis stream', () => {
  for (const entry of entries) {
    const { seq, at, by, id, event } = entry
    const fields = ['at', String(at), 'by', by, 'id', id, 'event', JSON.stringify(event)]
    expect(readEntry([`${seq}-0`, fields])).toMatchObject({ entry, trouble: null })
  }
  for (const { event } of entries) expect(EVENT_TYPES).toContain(event.type)
})

test('[T33] a database file of an earlier version opens, and its snapshot is read or the log is folded again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-old-log-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'lectern.db')
  await copyFile('tests/logs/protocol-1.db', file)
  const { log, keptAside } = await openSqliteLog(file)
  onTestFinished(() => log.close())
  expect(keptAside).toBeNull()
  const snapshot = readSnapshot(await log.snapshot(TALK))
  if (snapshot) expectSame(snapshot.state)
  const folded: Entry[] = []
  for await (const entry of log.read(TALK, 0)) folded.push(entry)
  expect(folded).toEqual(entries)
  const talk = await openTalk(log, TALK, quiet)
  expectSame(talk.state)
  // An earlier intent does not take effect again.
  const last = entries.at(-1)
  const again = { id: last?.id ?? '', type: 'screen/join', shown: false } as const
  const who = { role: 'presenter', paired: true, id: last?.by ?? '' } as const
  expect(await talk.append(again, who)).toEqual({ ok: true, seq: entries.length })
  await talk.close()
})

test('[T34] a snapshot restores every slice unchanged, including empty ones', async () => {
  for (const state of [EMPTY, entries.reduce(evolve, EMPTY)]) {
    const read = readSnapshot(await writeSnapshot(state, new Map()))
    expect(read?.state).toStrictEqual(state)
  }
})

test('[T34] entries removed from a list stay removed', async () => {
  const state = entries.reduce(evolve, EMPTY)
  const chat = { ...state.chat, items: state.chat.items.keep(2) }
  const read = readSnapshot(await writeSnapshot({ ...state, chat }, new Map()))
  expect([...(read?.state.chat.items ?? [])]).toEqual([...chat.items])
  expect(read?.state.chat.items.cut).toBe(chat.items.cut)
})

test('[T34] a snapshot of another version is not read', async () => {
  const { seq, body } = await writeSnapshot(EMPTY, new Map())
  const { version } = JSON.parse(body) as { version: string }
  for (const other of ['5-another', 5, 'constructor'])
    expect(
      readSnapshot({ seq, body: body.replace(JSON.stringify(version), JSON.stringify(other)) }),
    ).toBeNull()
})
