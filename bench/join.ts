/**
 * A whole room joins an empty server, compared with plain Socket.IO: the time until all have joined, the cost of each
 * join, and the delay of a slide change meanwhile for those who have already joined.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { gather, type Crowd } from './crowd/crowd.ts'
import { steadyNow } from './crowd/follower.ts'
import type { WireClientName } from './crowd/wire-clients.ts'
import { readFlags } from './flags.ts'
import { leaveServerCore } from './servers/core.ts'
import { STARTS, stepOf, type BenchServer } from './servers/servers.ts'
import { median, percentile, report, type Figure, type Peer } from './support.ts'

const flags = readFlags(
  { sizes: [10_000], rounds: 5, changes: 0, peers: ['plain'] },
  { sizes: [1000], rounds: 1, changes: 0, peers: ['plain'] },
)
const SIZE = flags.sizes.at(-1) ?? 0
/** How many connect at a time: a hall that scans the join code, and one in which everybody reconnects at once. */
const CROWDS = { 'a few at a time': 64, 'all at once': SIZE }
type CrowdName = keyof typeof CROWDS
const REST_MS = 1000
const MOVE_EVERY_MS = 200
const ARRIVE_WITHIN_MS = 10_000

interface Joining {
  /** The time until all have joined. */
  allMs: number
  /** Microseconds of the server's CPU time per join. */
  cpuUs: number
  /** The longest time that the server's event loop was blocked. */
  stallMs: number
  /**
   * The time from the tap until each joined follower had a slide change, in ms: the median over all changes, and the
   * longest.
   */
  moveMs: number
  moveMostMs: number
  turnedAway: number
}

const rounds = new Map<string, Joining[]>()
const of = (client: WireClientName, crowd: CrowdName): Joining[] => rounds.get(`${client} ${crowd}`) ?? []
leaveServerCore()
for (let round = 0; round < flags.rounds; round += 1) {
  const servers: WireClientName[] = ['ours', ...flags.peers]
  for (const client of round % 2 === 0 ? servers : servers.toReversed()) {
    for (const name of Object.keys(CROWDS) as CrowdName[]) {
      const server = await STARTS[client]()
      try {
        const joining = await joinAll(server, CROWDS[name])
        rounds.set(`${client} ${name}`, [...of(client, name), joining])
        tell(`round ${round + 1}, ${server.name}, ${name}`, joining)
      } finally {
        await server.stop()
      }
    }
  }
}
await report(flags.quick ? 'join-quick' : 'join', figures(), Object.fromEntries(rounds))

function tell(what: string, { allMs, cpuUs, stallMs, moveMs, moveMostMs, turnedAway }: Joining): void {
  console.log(
    `${what}: ${allMs.toFixed(0)} ms, ${cpuUs.toFixed(0)} µs each, stall ${stallMs.toFixed(0)} ms, a move ${moveMs.toFixed(0)} ms and at most ${moveMostMs.toFixed(0)} ms, ${turnedAway} turned away`,
  )
}

async function joinAll(server: BenchServer, atOnce: number): Promise<Joining> {
  const crowd = await gather({ ...server.place, most: SIZE })
  try {
    await sleep(REST_MS)
    const { cpuMs } = await server.usage('reset')
    const start = steadyNow()
    let allMs = Infinity
    const joined = crowd.join(SIZE, atOnce).then(() => (allMs = steadyNow() - start))
    const moves = await moveUntil(server, crowd, joined)
    await joined
    const usage = await server.usage()
    const { turnedAway } = await crowd.count()
    return {
      allMs,
      cpuUs: ((usage.cpuMs - cpuMs) * 1000) / SIZE,
      stallMs: usage.stallMs,
      moveMs: median(moves),
      moveMostMs: Math.max(...moves),
      turnedAway,
    }
  } finally {
    await crowd.leave()
  }
}

/** For each change, the time until the last of those who had joined when it was made. */
async function moveUntil(server: BenchServer, crowd: Crowd, end: Promise<unknown>): Promise<number[]> {
  let ended = false
  const ends = end.finally(() => (ended = true))
  const moves: number[] = []
  for (let n = 0; !ended; n += 1) {
    await Promise.race([ends, sleep(MOVE_EVERY_MS)])
    const step = stepOf(n)
    await crowd.expect(step, 'joined')
    const at = await server.move(step)
    moves.push(percentile(await crowd.arrivals(ARRIVE_WITHIN_MS), 1) - at)
  }
  return moves
}

function figures(): Figure[] {
  const compare = (
    crowd: CrowdName,
    name: string,
    unit: string,
    pick: (joining: Joining) => number,
    times?: number,
  ): Figure => ({
    name: `${SIZE} join, ${crowd}: ${name}`,
    value: median(of('ours', crowd).map(pick)),
    unit,
    peers: flags.peers.map((client): Peer => ({
      name: client === 'plain' ? 'plain Socket.IO' : client,
      value: median(of(client, crowd).map(pick)),
      atMost: flags.quick || client !== 'plain' || times === undefined ? undefined : { times },
    })),
  })
  return (Object.keys(CROWDS) as CrowdName[]).flatMap((crowd) => [
    compare(crowd, 'until all are in', 'ms', (j) => j.allMs, 1.15),
    compare(crowd, 'server CPU for each', 'µs', (j) => j.cpuUs, 1.15),
    compare(crowd, 'longest stall of the loop', 'ms', (j) => j.stallMs),
    compare(crowd, 'a change meanwhile, to the last', 'ms', (j) => j.moveMs),
    compare(crowd, 'the slowest of these changes', 'ms', (j) => j.moveMostMs),
    compare(crowd, 'turned away for a moment', '', (j) => j.turnedAway),
  ])
}
