/** What must hold after every fault: browsers equal a fold of the log, which has what was acknowledged, once. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { coreOf } from '../../protocol/view.ts'
import { viewOf } from '../support/views.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { readSnapshot } from '../../server/talk/snapshot.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { TALK, type Follower } from './follower.ts'
import type { Rig } from './rig.ts'
import type { Ledger } from './traffic.ts'

interface Checked {
  entries: Entry[]
  state: State
}

interface Expected {
  followers: Follower[]
  ledger: Ledger
  /** Log lines of level error or fatal that the fault itself explains. */
  expected?: RegExp
  /** A talk other than the default one. */
  talk?: string
}

/**
 * Waits until the browsers agree, stops the servers, and compares everything with the log. If there are several
 * nodes, the first one must still be running.
 */
export async function universalCheck(
  rigs: Rig | Rig[],
  what: Expected,
  openLog = openFileOf,
): Promise<Checked> {
  const nodes = [rigs].flat()
  const [first] = nodes as [Rig]
  const witness = first.follow({ chat: true })
  await witness.until(({ live, chatSeq }) => live && chatSeq >= 0)
  const now = hash(witness)
  for (const follower of what.followers) await follower.until(({ live }) => live, undefined, 'the talk again')
  for (const each of what.followers) {
    const chatSeq = each.followsChat ? witness.chatSeq : -1
    await each.until((one) => hash(one) === now && one.chatSeq === chatSeq, undefined, now)
  }
  for (const node of nodes) expect(await node.stop()).toBe(0)
  const log = await openLog(first)
  try {
    const logged = nodes.flatMap((node) => node.logged())
    return await compare(log, [...what.followers, witness], what, logged)
  } finally {
    await log.close()
  }
}

async function openFileOf({ data }: Rig): Promise<TalkLog> {
  const { log, keptAside } = await openSqliteLog(join(data, 'lectern.db'))
  expect(keptAside).toBeNull()
  return log
}

/** The same for servers that have already stopped. */
export async function compare(
  log: TalkLog,
  followers: Follower[],
  { ledger, expected, talk = TALK }: Omit<Expected, 'followers'>,
  logged: string[],
): Promise<Checked> {
  const entries: Entry[] = []
  for await (const entry of log.read(talk, 0)) entries.push(entry)
  // If a log was trimmed, its beginning is in its snapshot.
  const isTrimmed = (entries[0]?.seq ?? 1) > 1
  const base = (isTrimmed && readSnapshot(await log.snapshot(talk))?.state) || EMPTY
  const rest = entries.filter(({ seq }) => seq > base.seq)
  const state = rest.reduce(evolve, base)
  // No gap, no duplicate number.
  expect(rest.map(({ seq }) => seq)).toEqual(rest.map((_, i) => base.seq + i + 1))
  // No duplicate effect: the events of an intent are adjacent, and each type occurs once.
  const effects = new Set(entries.map(({ by, id, event }) => `${by} ${id} ${event.type}`))
  expect(effects.size).toBe(entries.length)
  const last = new Map(entries.map(({ id, seq }) => [id, seq]))
  const early = entries.filter(({ id, seq }, i) => entries[i + 1]?.id !== id && last.get(id) !== seq)
  expect(early).toEqual([])
  // Everything that was acknowledged is there.
  expect([...ledger.acked].filter(([id, seq]) => seq > base.seq && last.get(id) !== seq)).toEqual([])
  // All browsers show what the log says.
  const epoch = await log.epoch(talk)
  for (const follower of followers) {
    expect(follower.wrongs).toEqual([])
    expect(follower.epoch).toBe(epoch)
    expect(follower.seq).toBeLessThanOrEqual(state.seq)
    const view = viewOf(state, follower.role)
    for (const name of coreOf(follower.role)) expect(follower.view[name], name).toEqual(view[name])
    expectChat(follower, state)
  }
  expect(complaints(logged, expected)).toEqual([])
  return { entries, state }
}

/** A browser's chat has no gap, and matches the log. */
function expectChat({ chat }: Follower, state: State): void {
  const ids = [...chat.keys()].toSorted((a, b) => a - b)
  const first = ids[0]
  if (first === undefined) return
  const said = [...state.chat.items].filter(({ id }) => id >= first)
  expect(ids).toEqual(said.map(({ id }) => id))
  expect(ids.map((id) => chat.get(id))).toEqual(said.map(({ text }) => text))
}

/** Lines of a server's log that report a defect: errors, and Node's own messages. */
function complaints(logged: string[], expected?: RegExp): string[] {
  return logged.filter((line) => {
    if (expected?.test(line)) return false
    try {
      const { level } = JSON.parse(line) as { level: string }
      return level === 'error' || level === 'fatal'
    } catch {
      return true
    }
  })
}

function hash({ epoch, view }: Follower): string {
  return JSON.stringify([epoch, view.position, view.screen, view.talk])
}
