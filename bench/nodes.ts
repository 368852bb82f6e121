/** Several nodes over one Redis: joining a long talk, a change on its way to another node, and Redis being down. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pino from 'pino'
import type { NewEntry } from '../protocol/event.ts'
import { SERVER } from '../protocol/role.ts'
import type { TalkLog } from '../server/log/log.ts'
import { openRedisLog } from '../server/log/redis/log.ts'
import { openTalk } from '../server/talk/talk.ts'
import { freePort, spawnProgram, type Program } from '../tests/support/program.ts'
import { startRedis } from '../tests/support/redis.ts'
import { median, QUICK, report } from './support.ts'

const TALK = 'sockets-and-lies'
const ENTRIES = QUICK ? 20_000 : 100_000
const MOVES = QUICK ? 100 : 300
const AWAY_MS = 4000
const BATCH = 500

const logger = pino({ level: 'silent' })
const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const redis = await startRedis()
const opened: { close(): Promise<void> }[] = []
async function openLog() {
  const { log } = await openRedisLog(redis.address(), () => {})
  opened.push(log)
  return log
}

/** Every fifth entry is a message of one of 2,000 people, the others are moves: a talk of many hours. */
function entry(i: number): NewEntry {
  const by = i % 5 === 0 ? `guest-${i % 2000}` : 'device-1'
  const event =
    i % 5 === 0
      ? ({ type: 'chat/said', text: `This is message number ${i} of a talk that goes on and on.` } as const)
      : ({ type: 'position/moved', h: i % 39, v: 0, f: -1 } as const)
  return { at: 1_700_000_000_000 + i, by, id: `intent-${i}`, event }
}

function startNode(): Promise<Program> {
  return freePort().then((port) =>
    spawnProgram('slides/sockets-and-lies', port, '--redis', redis.url, '--data', data),
  )
}

/** From `append` on one node to the listener on another. */
async function acrossMs(): Promise<{ append: number; across: number }> {
  const [a, b] = [await openLog(), await openLog()]
  let arrived = (): void => {}
  b.subscribe('across', 0, () => arrived())
  const [appends, acrosses]: [number[], number[]] = [[], []]
  for (let i = 0; i < MOVES; i += 1) {
    const there = new Promise<number>((resolve) => (arrived = () => resolve(performance.now())))
    const begun = performance.now()
    await a.append('across', i, [entry(i + 1)])
    appends.push(performance.now() - begun)
    acrosses.push((await there) - begun)
  }
  return { append: median(appends), across: median(acrosses) }
}

/** The share of one core that a node uses while Redis is down, in percent. */
async function awayShare(): Promise<number> {
  const program = await startNode()
  await redis.stop()
  await wait(1000)
  const before = await cpuMs(program.child.pid ?? 0)
  await wait(AWAY_MS)
  const share = ((await cpuMs(program.child.pid ?? 0)) - before) / AWAY_MS
  await program.killHard()
  await redis.start()
  return share * 100
}

/** CPU time of a process so far. */
async function cpuMs(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ')[0]) / 1e6
}

async function openedMs(log: TalkLog): Promise<number> {
  const begun = performance.now()
  const talk = await openTalk(log, TALK, logger)
  const took = performance.now() - begun
  if (talk.state.seq < ENTRIES) throw new Error('It did not read everything.')
  // The talk is not closed, so it saves no snapshot.
  return took
}

try {
  const { append, across } = await acrossMs()
  const log = await openLog()
  for (let seq = 0; seq < ENTRIES; seq += BATCH)
    await log.append(
      TALK,
      seq,
      Array.from({ length: BATCH }, (_, i) => entry(seq + 1 + i)),
    )
  const alone = await openedMs(await openLog())
  const talk = await openTalk(await openLog(), TALK, logger)
  await talk.append({ id: 'intent-last-one', type: 'talk/reopen' }, SERVER)
  await talk.close()
  const begun = performance.now()
  const program = await startNode()
  const joined = performance.now() - begun
  await program.killHard()
  const away = await awayShare()
  await report('nodes', [
    { name: 'append to Redis, fsync always, median', value: append, unit: 'ms' },
    { name: 'append until the other node has it, median', value: across, unit: 'ms' },
    { name: `${ENTRIES} entries joined, entries alone`, value: alone, unit: 'ms' },
    {
      name: `${ENTRIES} entries, exec to ready with a snapshot`,
      value: joined,
      unit: 'ms',
      limit: { most: 3000 },
    },
    { name: 'processor while Redis is away', value: away, unit: '% of a core', limit: { most: 30 } },
  ])
} finally {
  await Promise.all(opened.map((each) => each.close()))
  await redis.close()
  await rm(data, { recursive: true, force: true })
}
