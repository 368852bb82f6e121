/**
 * Two nodes over Redis, each with half of the followers, compared with one node with as many as one of them: the time
 * that Redis adds until the last follower has the change. The second node shares its core with the crowd.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startRedis } from '../tests/support/redis.ts'
import { gather, type Crowd } from './crowd/crowd.ts'
import { readFlags } from './flags.ts'
import { leaveServerCore } from './servers/core.ts'
import { startOurs, stepOf } from './servers/servers.ts'
import { median, percentile, report, type Figure } from './support.ts'

const flags = readFlags(
  { sizes: [200, 1000], rounds: 5, changes: 20, peers: [] },
  { sizes: [200], rounds: 1, changes: 10, peers: [] },
)
/** The maximum that the second node may add, in ms. */
const MOST_MORE_MS = 10
const REST_MS = 1000
const PAUSE_MS = 50
const WARM_UP = 3
const ARRIVE_WITHIN_MS = 10_000

leaveServerCore()
const figures: Figure[] = []
for (const size of flags.sizes) {
  const ones: number[] = []
  const twos: number[] = []
  for (let round = 0; round < flags.rounds; round += 1) {
    ones.push(await measure(1, size / 2))
    twos.push(await measure(2, size / 2))
    console.log(
      `round ${round + 1}, ${size}: one ${ones.at(-1)?.toFixed(1)} ms, two ${twos.at(-1)?.toFixed(1)} ms`,
    )
  }
  const one = median(ones)
  figures.push({
    name: `two nodes with ${size / 2} each: change to the last`,
    value: median(twos),
    unit: 'ms',
    peers: [
      {
        name: `one node with ${size / 2}`,
        value: one,
        atMost: flags.quick ? undefined : { times: 1, plus: MOST_MORE_MS },
      },
    ],
  })
}
await report(flags.quick ? 'two-nodes-quick' : 'two-nodes', figures)

/** The median over the changes of the time until the last follower of any node has it. */
async function measure(nodes: 1 | 2, each: number): Promise<number> {
  const redis = await startRedis()
  const options = ['--redis', redis.url]
  const servers = [await startOurs({ options })]
  if (nodes === 2) servers.push(await startOurs({ options, core: 1 }))
  const [first, ...others] = servers
  if (!first) throw new Error('No node was started.')
  const crowds: Crowd[] = []
  try {
    for (const { place } of servers) crowds.push(await gather({ ...place, most: each }))
    for (const crowd of crowds) await crowd.join(each)
    // When a node starts, its presenter takes the lease from the previous one.
    await first.drive()
    await sleep(REST_MS)
    const lasts: number[] = []
    for (let n = 0; n < WARM_UP + flags.changes; n += 1) {
      const step = stepOf(n)
      for (const crowd of crowds) await crowd.expect(step)
      const at = await first.move(step)
      const arrivals = await Promise.all(crowds.map((crowd) => crowd.arrivals(ARRIVE_WITHIN_MS)))
      if (arrivals.some(({ length }) => length < each)) throw new Error('A change did not reach everybody.')
      if (n >= WARM_UP) lasts.push(Math.max(...arrivals.map((some) => percentile(some, 1))) - at)
      await sleep(PAUSE_MS)
    }
    return median(lasts)
  } finally {
    for (const crowd of crowds) await crowd.leave()
    for (const server of [...others, first]) await server.stop()
    await redis.close()
  }
}
