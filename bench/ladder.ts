/** One server with a growing crowd: the cost of a join and of a follower, and how fast a change reaches everybody. */
import { setTimeout as sleep } from 'node:timers/promises'
import { gather, type Crowd } from './crowd/crowd.ts'
import { stepOf, type BenchServer } from './servers/servers.ts'
import { median, percentile } from './support.ts'

/** The time for a crowd of this size to settle: presence, spread signals and garbage collection. */
const REST_MS = 1000
const REST_LONG_MS = 6000
const REST_SHORT_MS = 2500
/** The longest interval between two pings of a follower, of all servers that are compared. */
const HEARTBEAT_MS = 25_000
/** Warm-up changes before the measured ones. */
const WARM_UP = 3
const PAUSE_MS = 20
const ARRIVE_WITHIN_MS = 10_000

/** For one size of the crowd; times in ms from the presenter's tap, medians over the changes. */
export interface Rung {
  followers: number
  first: number
  p50: number
  p99: number
  last: number
  /** Milliseconds of all CPU time of the server meanwhile. */
  cpuPer1000: number
  /** On the socket, per change and follower. */
  bytes: number
  /** Changes that did not reach everybody in time. */
  missed: number
}

export interface Ladder {
  rungs: Rung[]
  /**
   * Microseconds of the server's CPU time per follower of the last step of joins, including the heartbeats of the
   * others.
   */
  joinUs: number
  /** Kilobytes of memory per idle follower, and the part that V8 holds after a collection. */
  memoryKb: number
  heldKb: number
  /** The cost of the idle crowd in percent of a core, mostly heartbeats. */
  restPercent: number
}

export async function climb(
  server: BenchServer,
  sizes: number[],
  changes: number,
  quick: boolean,
): Promise<Ladder> {
  const most = sizes.at(-1) ?? 0
  await sleep(REST_MS)
  const empty = await server.usage('collect')
  const crowd = await gather({ ...server.place, most })
  try {
    const rungs: Rung[] = []
    let joinUs = NaN
    let memoryKb = NaN
    let heldKb = NaN
    let restPercent = NaN
    let before = 0
    for (const size of sizes) {
      const start = await server.usage()
      await crowd.join(size)
      joinUs = (((await server.usage()).cpuMs - start.cpuMs) * 1000) / (size - before)
      before = size
      await sleep(REST_MS)
      if (size === most) {
        await sleep(quick ? REST_SHORT_MS : REST_LONG_MS)
        memoryKb = ((await server.usage()).rss - empty.rss) / size / 1024
        heldKb = ((await server.usage('collect')).held - empty.held) / size / 1024
        restPercent = await rest(server, quick ? REST_SHORT_MS : HEARTBEAT_MS)
      }
      rungs.push(await changeAll(server, crowd, size, changes))
    }
    return { rungs, joinUs, memoryKb, heldKb, restPercent }
  } finally {
    await crowd.leave()
  }
}

/** CPU time in percent of a core while nothing changes. */
async function rest(server: BenchServer, ms: number): Promise<number> {
  const from = performance.now()
  const before = await server.usage()
  await sleep(ms)
  const after = await server.usage()
  return ((after.cpuMs - before.cpuMs) / (performance.now() - from)) * 100
}

async function changeAll(
  server: BenchServer,
  crowd: Crowd,
  followers: number,
  changes: number,
): Promise<Rung> {
  let start = await stand(server, crowd)
  const seen: { first: number; p50: number; p99: number; last: number }[] = []
  let missed = 0
  for (let n = 0; n < WARM_UP + changes; n += 1) {
    if (n === WARM_UP) start = await stand(server, crowd)
    const step = stepOf(n)
    await crowd.expect(step)
    const at = await server.move(step)
    const arrivals = await crowd.arrivals(ARRIVE_WITHIN_MS)
    await sleep(PAUSE_MS)
    if (n < WARM_UP) continue
    if (arrivals.length < followers) missed += 1
    const after = (share: number): number => percentile(arrivals, share) - at
    seen.push({ first: after(0), p50: after(0.5), p99: after(0.99), last: after(1) })
  }
  const end = await stand(server, crowd)
  const deliveries = changes * followers
  return {
    followers,
    first: median(seen.map(({ first }) => first)),
    p50: median(seen.map(({ p50 }) => p50)),
    p99: median(seen.map(({ p99 }) => p99)),
    last: median(seen.map(({ last }) => last)),
    cpuPer1000: ((end.cpuMs - start.cpuMs) * 1000) / deliveries,
    bytes: (end.bytes - start.bytes) / deliveries,
    missed,
  }
}

async function stand(server: BenchServer, crowd: Crowd): Promise<{ cpuMs: number; bytes: number }> {
  const [{ cpuMs }, { bytes }] = await Promise.all([server.usage(), crowd.count()])
  return { cpuMs, bytes }
}
