/**
 * A slide change to everybody, compared with peers: Lectern with the SQLite log and the answer after the write.
 * Server and crowd have one core each; the servers take turns, and figures are medians over the rounds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WireClientName } from './crowd/wire-clients.ts'
import { readFlags } from './flags.ts'
import { climb, type Ladder, type Rung } from './ladder.ts'
import { openSqliteLog } from '../server/log/sqlite/log.ts'
import { leaveServerCore } from './servers/core.ts'
import { STARTS } from './servers/servers.ts'
import { median, report, type Figure, type Peer } from './support.ts'

const PEERS: WireClientName[] = ['plain', 'raw', 'multiplex', 'slidev']
const flags = readFlags(
  { sizes: [100, 1000, 5000, 10_000], rounds: 5, changes: 20, peers: PEERS },
  { sizes: [100, 1000], rounds: 1, changes: 10, peers: ['plain', 'raw'] },
)
/** Below this size, one round trip and one write cost more than the followers. */
const MANY = 5000

const names = new Map<WireClientName, string>()
const rounds = new Map<WireClientName, Ladder[]>()
const left = new Set<WireClientName>(['ours', ...flags.peers])
leaveServerCore()
for (let round = 0; round < flags.rounds; round += 1) {
  // In both orders, so that changes of the machine over time affect all alike.
  for (const client of round % 2 === 0 ? [...left] : [...left].toReversed()) {
    try {
      const server = await STARTS[client]()
      names.set(client, server.name)
      try {
        const ladder = await climb(server, flags.sizes, flags.changes, flags.quick)
        rounds.set(client, [...(rounds.get(client) ?? []), ladder])
        tell(round, server.name, ladder)
      } finally {
        await server.stop()
      }
    } catch (error) {
      if (client === 'ours') throw error
      left.delete(client)
      console.log(`${client} is left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
await report(flags.quick ? 'fan-out-quick' : 'fan-out', await figures(), Object.fromEntries(rounds))

function tell(round: number, name: string, { rungs, joinUs, memoryKb }: Ladder): void {
  const last = rungs.map((rung) => `${rung.followers}: ${rung.last.toFixed(1)} ms`).join(', ')
  console.log(
    `round ${round + 1}, ${name}: last of ${last}; join ${joinUs.toFixed(0)} µs, ${memoryKb.toFixed(1)} KB each`,
  )
}

function over(client: WireClientName, pick: (ladder: Ladder) => number | undefined): number {
  return median((rounds.get(client) ?? []).map((ladder) => pick(ladder) ?? NaN))
}

/**
 * Lectern beside each measured peer; `bounds` sets our limits relative to some of them. A quick run has no limits,
 * because a few followers and one round prove nothing.
 */
function compare(
  name: string,
  unit: string,
  pick: (ladder: Ladder) => number | undefined,
  bounds: Partial<Record<WireClientName, Peer['atMost']>> = {},
): Figure {
  const peers = flags.peers.filter((client) => rounds.has(client))
  return {
    name,
    value: over('ours', pick),
    unit,
    peers: peers.map((client) => ({
      name: names.get(client) ?? client,
      value: over(client, pick),
      atMost: flags.quick ? undefined : bounds[client],
    })),
  }
}

async function figures(): Promise<Figure[]> {
  const writeMs = await durableWrite()
  const all: Figure[] = [{ name: 'the durable write alone, median', value: writeMs, unit: 'ms' }]
  for (const [i, followers] of flags.sizes.entries()) {
    const rung = (pick: (rung: Rung) => number) => (ladder: Ladder) =>
      ladder.rungs[i] && pick(ladder.rungs[i])
    const many = followers >= MANY
    all.push(
      compare(
        `${followers} followers: CPU per 1,000 deliveries`,
        'ms',
        rung((r) => r.cpuPer1000),
        many ? { plain: { times: 0.67 }, slidev: { times: 1 } } : {},
      ),
      compare(
        `${followers} followers: change to the first`,
        'ms',
        rung((r) => r.first),
      ),
      compare(
        `${followers} followers: change to half of them`,
        'ms',
        rung((r) => r.p50),
      ),
      compare(
        `${followers} followers: change to 99 %`,
        'ms',
        rung((r) => r.p99),
      ),
      compare(
        `${followers} followers: change to the last`,
        'ms',
        rung((r) => r.last),
        { plain: many ? { times: 0.78 } : { times: 0.8, plus: writeMs } },
      ),
    )
  }
  const top = (pick: (rung: Rung) => number) => (ladder: Ladder) =>
    ladder.rungs.at(-1) && pick(ladder.rungs.at(-1)!)
  const bytes = compare(
    'bytes on the wire per change and follower',
    'B',
    top((r) => r.bytes),
  )
  const missed = (ladder: Ladder): number => ladder.rungs.reduce((sum, rung) => sum + rung.missed, 0)
  all.push(
    { ...bytes, limit: { most: 90 } },
    compare('join by WebSocket: server CPU per follower', 'µs', (ladder) => ladder.joinUs, {
      plain: { times: 1.15 },
    }),
    {
      ...compare('all followers at rest', '% of a core', (ladder) => ladder.restPercent),
      ...(!flags.quick && { limit: { most: 4 } }),
    },
    compare('memory per idle follower (RSS)', 'KB', (ladder) => ladder.memoryKb, { plain: { times: 1 } }),
    compare('memory per idle follower, held by V8', 'KB', (ladder) => ladder.heldKb),
    {
      name: 'changes of ours that missed somebody',
      value: over('ours', missed),
      unit: '',
      limit: { most: 0 },
    },
  )
  return all
}

/** One move into the SQLite log, on disk when it returns. */
async function durableWrite(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  const { log } = await openSqliteLog(join(folder, 'write.db'))
  const waits: number[] = []
  for (let n = 0; n < 50; n += 1) {
    const start = performance.now()
    const event = { type: 'position/moved', h: n % 60, v: 0, f: -1 } as const
    await log.append('bench', n, [{ at: Date.now(), by: 'device-AbCdEfGh', id: `AbCdEfGhIjK${n}`, event }])
    waits.push(performance.now() - start)
  }
  await log.close()
  await rm(folder, { recursive: true })
  return median(waits)
}
