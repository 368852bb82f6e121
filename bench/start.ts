/** `npm start` after a build: the time to the first ready answer, memory when idle, time to stop. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteLog } from '../server/log/sqlite/log.ts'
import { freePort } from '../tests/support/program.ts'
import { median, report, QUICK } from './support.ts'

const ROUNDS = QUICK ? 2 : 5
/** A talk with many writers, and two messages of each. */
const PEOPLE = 50_000
const LINES = 2 * PEOPLE
const BATCH = 500
/** The compiler's thread has ended by then, see `restMs` in `server/deck/compiler.ts`. */
const IDLE_MS = 12_000

interface Round {
  readyMs: number
  megabytes: number
  stopMs: number
}

const rounds: Round[] = []
for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure())
const many = await measureMany()
await report('start', [
  {
    name: 'exec to the first 200 of /readyz, median',
    value: median(rounds.map((round) => round.readyMs)),
    unit: 'ms',
    limit: { most: 1500 },
  },
  {
    name: 'memory of the idle server (RSS), median',
    value: median(rounds.map((round) => round.megabytes)),
    unit: 'MB',
    limit: { most: 110 },
  },
  {
    name: 'SIGTERM to exit, slowest',
    value: Math.max(...rounds.map((round) => round.stopMs)),
    unit: 'ms',
    limit: { most: 10_000 },
  },
  {
    name: '100,000 entries by 50,000 people, no snapshot',
    value: many.withoutMs,
    unit: 'ms',
    limit: { most: 4000 },
  },
  {
    name: '100,000 entries by 50,000 people, with a snapshot',
    value: many.withMs,
    unit: 'ms',
    limit: { most: 2000 },
  },
])

/** Closing saves a snapshot, which the second start uses. */
async function measureMany(): Promise<{ withoutMs: number; withMs: number }> {
  const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  try {
    const talk = 'sockets-and-lies'
    const { log } = await openSqliteLog(join(data, 'lectern.db'))
    await log.epoch(talk)
    for (let seq = 0; seq < LINES; seq += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, i) => {
        const by = `guest-${String((seq + i) % PEOPLE).padStart(12, '0')}`
        const event = { type: 'chat/said', text: `message ${seq + i} of somebody here` } as const
        return { at: seq + i, by, id: `intent-${String(seq + i).padStart(9, '0')}`, event }
      })
      await log.append(talk, seq, batch)
    }
    await log.close()
    const { readyMs: withoutMs } = await measureIn(data)
    const { readyMs: withMs } = await measureIn(data)
    return { withoutMs, withMs }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function measure(): Promise<Round> {
  const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  try {
    return await measureIn(data)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function measureIn(data: string): Promise<Round> {
  const port = await freePort()
  const started = performance.now()
  const args = ['dist/server/cli.js', 'slides', '--port', String(port), '--host', '127.0.0.1', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const exit = once(child, 'exit')
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error('The server did not start: npm run build first.')
      await wait(5)
    }
    const readyMs = performance.now() - started
    await wait(IDLE_MS)
    const kilobytes = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' }),
    )
    const stopping = performance.now()
    child.kill('SIGTERM')
    await exit
    return { readyMs, megabytes: kilobytes / 1024, stopMs: performance.now() - stopping }
  } finally {
    child.kill('SIGKILL')
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
  await answer?.arrayBuffer()
  return answer?.ok ?? false
}
