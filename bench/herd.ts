/**
 * Everybody reconnects at once: after the server was killed and restarted, and after all connections broke while it
 * ran. Measures how long its event loop is blocked, and when 99 % are on the right step again.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gather, type Crowd } from './crowd/crowd.ts'
import { steadyNow } from './crowd/follower.ts'
import { readFlags } from './flags.ts'
import { leaveServerCore } from './servers/core.ts'
import { startProbe } from './probe.ts'
import { startOurs, STARTS, stepOf, type BenchServer } from './servers/servers.ts'
import { median, percentile, report, type Figure } from './support.ts'

const flags = readFlags(
  { sizes: [9000], rounds: 3, changes: 0, peers: ['plain'] },
  { sizes: [1000], rounds: 1, changes: 0, peers: [] },
)
const SIZE = flags.sizes.at(-1) ?? 0
const BACK_WITHIN_MS = 60_000
const REST_MS = 2000
/** The presenter moves on while the room reconnects. */
const MOVE_AFTER_MS = 500

/** Times in ms since the connections broke. */
interface Herd {
  stallMs: number
  /** The longest wait for a health check; unknown if there is none. */
  probeMs: number | null
  /**
   * When 99 % were connected, and when as many had the right step; null for a server that does not tell late joiners.
   */
  connectedMs: number
  rightMs: number | null
  lastMs: number | null
  turnedAway: number
}

leaveServerCore()
const crashes: Herd[] = []
const cuts: Herd[] = []
const plain: Herd[] = []
for (let round = 0; round < flags.rounds; round += 1) {
  const { crash, cut } = await ours()
  crashes.push(crash)
  cuts.push(cut)
  console.log(`round ${round + 1}, killed: ${tell(crash)}`)
  console.log(`round ${round + 1}, all lines broken: ${tell(cut)}`)
  if (!flags.peers.includes('plain')) continue
  plain.push(await plainCut())
  console.log(`round ${round + 1}, plain Socket.IO, all lines broken: ${tell(plain.at(-1)!)}`)
}
await report(flags.quick ? 'herd-quick' : 'herd', figures(), { crashes, cuts, plain })

function tell({ stallMs, connectedMs, rightMs }: Herd): string {
  return `stall ${stallMs.toFixed(0)} ms, 99 % connected after ${connectedMs.toFixed(0)} ms${rightMs === null ? '' : `, on the right step after ${rightMs.toFixed(0)} ms`}`
}

async function ours(): Promise<{ crash: Herd; cut: Herd }> {
  const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  let server = await startOurs({ data })
  const { port } = server
  try {
    const crowd = await gather({ ...server.place, most: SIZE })
    try {
      await seat(server, crowd)
      const crash = await herd(crowd, port, 1, async () => {
        await server.kill()
        server = await startOurs({ data, port })
        await server.usage('reset')
        return server
      })
      await sleep(REST_MS)
      const cut = await herd(crowd, port, 2, async () => {
        await crowd.lose()
        return server
      })
      return { crash, cut }
    } finally {
      await crowd.leave()
    }
  } finally {
    await server.stop()
    await rm(data, { recursive: true, force: true })
  }
}

async function plainCut(): Promise<Herd> {
  const server = await STARTS.plain()
  const crowd = await gather({ ...server.place, most: SIZE })
  try {
    await seat(server, crowd)
    await server.usage('reset')
    const start = steadyNow()
    await crowd.lose()
    const connectedMs = (await connected(crowd)) - start
    const { stallMs } = await server.usage()
    return { stallMs, probeMs: null, connectedMs, rightMs: null, lastMs: null, turnedAway: 0 }
  } finally {
    await crowd.leave()
    await server.stop()
  }
}

/** All have joined and seen a step. */
async function seat(server: BenchServer, crowd: Crowd): Promise<void> {
  await crowd.join(SIZE)
  await crowd.expect(stepOf(0))
  await server.move(stepOf(0))
  const { length } = await crowd.arrivals(BACK_WITHIN_MS)
  if (length < SIZE) throw new Error(`Only ${length} of ${SIZE} have seen the first step.`)
  await sleep(REST_MS)
}

async function herd(
  crowd: Crowd,
  port: number,
  change: number,
  breakLines: () => Promise<BenchServer>,
): Promise<Herd> {
  const { turnedAway: before } = await crowd.count()
  const step = stepOf(change)
  await crowd.expect(step)
  const probe = startProbe(port)
  const start = steadyNow()
  const server = await breakLines()
  const back = connected(crowd)
  // The first error is the one that is reported.
  back.catch(() => {})
  await sleep(MOVE_AFTER_MS)
  await server.move(step)
  const arrivals = await crowd.arrivals(BACK_WITHIN_MS)
  const connectedMs = (await back) - start
  await probe.stop()
  const { stallMs } = await server.usage('reset')
  const { turnedAway } = await crowd.count()
  const enough = arrivals[Math.ceil(SIZE * 0.99) - 1] ?? Infinity
  return {
    stallMs,
    probeMs: probe.longestMs,
    connectedMs,
    rightMs: enough - start,
    lastMs: arrivals.length < SIZE ? Infinity : percentile(arrivals, 1) - start,
    turnedAway: turnedAway - before,
  }
}

/** The time at which 99 % are connected again. */
async function connected(crowd: Crowd): Promise<number> {
  const until = steadyNow() + BACK_WITHIN_MS
  // The connections break when this begins.
  await sleep(50)
  while (steadyNow() < until) {
    if ((await crowd.count()).joined >= SIZE * 0.99) return steadyNow()
    await sleep(50)
  }
  return Infinity
}

function figures(): Figure[] {
  const of = (herds: Herd[], pick: (herd: Herd) => number | null): number =>
    median(herds.map((each) => pick(each) ?? NaN))
  const limits = flags.quick ? {} : { stall: { most: 250 }, right: { most: 15_000 } }
  const figuresOf = (name: string, herds: Herd[], peers: Herd[]): Figure[] => [
    {
      name: `${name}: longest stall of the loop`,
      value: of(herds, (h) => h.stallMs),
      unit: 'ms',
      ...(limits.stall && { limit: limits.stall }),
      ...(peers.length > 0 && { peers: [{ name: 'plain Socket.IO', value: of(peers, (h) => h.stallMs) }] }),
    },
    { name: `${name}: longest wait for /healthz`, value: of(herds, (h) => h.probeMs), unit: 'ms' },
    {
      name: `${name}: 99 % connected`,
      value: of(herds, (h) => h.connectedMs),
      unit: 'ms',
      ...(peers.length > 0 && {
        peers: [{ name: 'plain Socket.IO', value: of(peers, (h) => h.connectedMs) }],
      }),
    },
    {
      name: `${name}: 99 % on the right step`,
      value: of(herds, (h) => h.rightMs),
      unit: 'ms',
      ...(limits.right && { limit: limits.right }),
    },
    { name: `${name}: the last on the right step`, value: of(herds, (h) => h.lastMs), unit: 'ms' },
    { name: `${name}: turned away for a moment`, value: of(herds, (h) => h.turnedAway), unit: '' },
  ]
  return [
    ...figuresOf(`${SIZE} after kill -9`, crashes, []),
    ...figuresOf(`${SIZE} after all lines broke`, cuts, plain),
  ]
}
