/**
 * Intents per second through `talk.append` with the durable log, each answered after its write, and the time to
 * reopen a talk of 100,000 entries, from its entries alone and with a snapshot.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { OutlineSlide } from '../protocol/deck.ts'
import type { NewEntry } from '../protocol/event.ts'
import { SERVER, type Who } from '../protocol/role.ts'
import { openSqliteLog } from '../server/log/sqlite/log.ts'
import { openTalk, type Talk } from '../server/talk/talk.ts'
import { median, report, QUICK } from './support.ts'

const SENDERS = 50
const SECONDS = QUICK ? 2 : 5
const ENTRIES = QUICK ? 20_000 : 100_000
const BATCH = 500
const TALK = 'bench'
const SLIDES = Array.from({ length: 60 }, (_, h): OutlineSlide => {
  return { id: `slide-${h}`, h, v: 0, title: `Slide ${h}`, steps: 4 }
})

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const logger = pino({ level: 'silent' })
try {
  const { perSecond, waits } = await appends(join(folder, 'append.db'))
  const file = join(folder, 'long.db')
  await fill(file)
  const entriesAlone = await reopen(file, 0)
  const withSnapshot = await reopen(file, ENTRIES)
  await report('append', [
    {
      name: `${SENDERS} senders: acked after the write`,
      value: perSecond,
      unit: 'intents/s',
      limit: { least: 5000 },
    },
    { name: 'one intent, median', value: median(waits), unit: 'ms' },
    { name: 'one intent, slowest of 1,000', value: percentile(waits, 0.999), unit: 'ms' },
    {
      name: `${ENTRIES} entries reopened, entries alone`,
      value: entriesAlone,
      unit: 'ms',
      limit: { most: 2000 },
    },
    {
      name: `${ENTRIES} entries reopened, with a snapshot`,
      value: withSnapshot,
      unit: 'ms',
      limit: { most: 2000 },
    },
  ])
} finally {
  await rm(folder, { recursive: true })
}

/** Every sender has one pending intent at a time, and every intent moves the talk. */
async function appends(file: string): Promise<{ perSecond: number; waits: number[] }> {
  const { log } = await openSqliteLog(file)
  const talk = await openTalk(log, TALK, logger)
  await outline(talk)
  const waits: number[] = []
  const before = talk.state.seq
  const start = performance.now()
  const until = start + SECONDS * 1000
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(talk, sender, until, waits)))
  const seconds = (performance.now() - start) / 1000
  if (talk.state.seq - before !== waits.length) throw new Error('An acked intent is missing in the talk.')
  await talk.close()
  await log.close()
  return { perSecond: waits.length / seconds, waits }
}

async function send(talk: Talk, sender: number, until: number, waits: number[]): Promise<void> {
  const who: Who = { role: 'stage', paired: true, id: `device-${sender}` }
  for (let n = 0; performance.now() < until; n += 1) {
    const asked = performance.now()
    // No two consecutive moves have the same target, so each needs a write.
    const to = { h: sender, v: 0, f: n % 4 }
    const ack = await talk.append({ id: `intent-${sender}-${n}`, type: 'position/goto', to }, who)
    if (!ack.ok) throw new Error(`Refused: ${ack.refusal.code}`)
    waits.push(performance.now() - asked)
  }
}

async function outline(talk: Talk): Promise<void> {
  await talk.append({ id: 'the-outline', type: 'talk/outline', version: 'bench', slides: SLIDES }, SERVER)
}

/** A log that no talk has folded, so it has no snapshot. */
async function fill(file: string): Promise<void> {
  const { log } = await openSqliteLog(file)
  for (let after = 0; after < ENTRIES; after += BATCH) {
    await log.append(
      TALK,
      after,
      Array.from({ length: BATCH }, (_, i) => entry(after + i)),
    )
  }
  await log.close()
}

function entry(n: number): NewEntry {
  const event = { type: 'position/moved', h: n % 60, v: 0, f: n % 4 } as const
  return {
    at: 1_700_000_000_000 + n,
    by: 'device-AbCdEfGh',
    id: `AbCdEfGhIjK${String(n).padStart(5, '0')}`,
    event,
  }
}

/** Milliseconds until the talk can take an intent. Starts from a snapshot of this entry, and saves one. */
async function reopen(file: string, snapshotSeq: number): Promise<number> {
  const start = performance.now()
  const { log } = await openSqliteLog(file)
  const snapshot = await log.snapshot(TALK)
  const talk = await openTalk(log, TALK, logger)
  const took = performance.now() - start
  if (talk.state.seq !== ENTRIES) throw new Error(`The talk has ${talk.state.seq} entries.`)
  if ((snapshot?.seq ?? 0) !== snapshotSeq) throw new Error(`The snapshot is of entry ${snapshot?.seq}.`)
  await talk.close()
  await log.close()
  return took
}

function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN
}
