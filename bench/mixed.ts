/**
 * A slide change while 50 chat messages and 100 posts a second reach every follower, compared with the same change in
 * a quiet room.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openLightSocket, type LightSocket } from '../tests/support/light-socket.ts'
import { participantCookie } from '../tests/support/people.ts'
import { freePort } from '../tests/support/program.ts'
import { startRedis } from '../tests/support/redis.ts'
import { gather, type Crowd } from './crowd/crowd.ts'
import { readFlags } from './flags.ts'
import { leaveServerCore } from './servers/core.ts'
import { startOurs, stepOf, type BenchServer } from './servers/servers.ts'
import { median, percentile, report } from './support.ts'

const flags = readFlags(
  { sizes: [5000], rounds: 3, changes: 40, peers: [] },
  { sizes: [500], rounds: 1, changes: 15, peers: [] },
)
const SIZE = flags.sizes.at(-1) ?? 0
const MESSAGES_PER_SECOND = 50
const POSTS_PER_SECOND = 100
/** Nobody may write more than once every two seconds. */
const WRITERS = 150
const CHANGE_EVERY_MS = 250
const WARM_UP_MS = 3000
const ARRIVE_WITHIN_MS = 10_000

interface Round {
  quiet: Delays
  busy: Delays
  acked: number
  refused: number
  /** The share of a core that the server uses meanwhile. */
  cpuShare: number
}
interface Delays {
  p50: number
  p99: number
}

leaveServerCore()
const port = await freePort()
const redis = await startRedis('--port', String(port), '--bind', '127.0.0.1')
const rounds: Round[] = []
try {
  for (let round = 0; round < flags.rounds; round += 1) {
    rounds.push(await measure())
    const last = rounds.at(-1)!
    console.log(
      `round ${round + 1}: p99 ${last.quiet.p99.toFixed(1)} ms quiet, ${last.busy.p99.toFixed(1)} ms busy`,
    )
  }
} finally {
  await redis.close()
}
const of = (pick: (round: Round) => number): number => median(rounds.map(pick))
const quietP99 = of((round) => round.quiet.p99)
await report(
  flags.quick ? 'mixed-quick' : 'mixed',
  [
    { name: 'followers that watch chat and posts', value: SIZE, unit: '' },
    { name: 'slide change in a quiet room, median', value: of((round) => round.quiet.p50), unit: 'ms' },
    { name: 'slide change meanwhile, median', value: of((round) => round.busy.p50), unit: 'ms' },
    { name: 'slide change in a quiet room, p99', value: quietP99, unit: 'ms' },
    {
      name: 'slide change meanwhile, p99',
      value: of((round) => round.busy.p99),
      unit: 'ms',
      peers: [{ name: 'the quiet room', value: quietP99, atMost: flags.quick ? undefined : { times: 1.5 } }],
    },
    { name: 'messages acked', value: of((round) => round.acked), unit: '1/s' },
    { name: 'messages refused', value: of((round) => round.refused), unit: '1/s', limit: { most: 0 } },
    { name: 'server meanwhile', value: of((round) => round.cpuShare * 100), unit: '% of a core' },
  ],
  rounds,
)

async function measure(): Promise<Round> {
  const server = await startOurs({
    options: ['--feed', 'redis'],
    env: { LECTERN_REDIS_URL: `redis://127.0.0.1:${port}` },
  })
  const crowd = await gather({ ...server.place, most: SIZE })
  try {
    await crowd.join(SIZE)
    await sleep(WARM_UP_MS)
    const quiet = await changes(server, crowd)
    for (const channel of ['chat', 'stream'])
      await crowd.say(`42["subscribe",{"channel":"${channel}","on":true}]`)
    const noise = await startNoise(server)
    await sleep(WARM_UP_MS)
    const { cpuMs } = await server.usage()
    const start = performance.now()
    const busy = await changes(server, crowd)
    const cpuShare = ((await server.usage()).cpuMs - cpuMs) / (performance.now() - start)
    return { quiet, busy, cpuShare, ...(await noise.stop()) }
  } finally {
    await crowd.leave()
    await server.stop()
  }
}

/** From the tap, over all changes and all followers. */
async function changes(server: BenchServer, crowd: Crowd): Promise<Delays> {
  const all: number[] = []
  for (let n = 0; n < flags.changes; n += 1) {
    const step = stepOf(n)
    await crowd.expect(step)
    const at = await server.move(step)
    const arrivals = await crowd.arrivals(ARRIVE_WITHIN_MS)
    if (arrivals.length < SIZE) throw new Error(`A change reached only ${arrivals.length} of ${SIZE}.`)
    for (const arrival of arrivals) all.push(arrival - at)
    await sleep(CHANGE_EVERY_MS)
  }
  all.sort((a, b) => a - b)
  return { p50: percentile(all, 0.5), p99: percentile(all, 0.99) }
}

/** Messages and posts at an even pace; `stop` returns the results of the messages per second. */
async function startNoise(
  server: BenchServer,
): Promise<{ stop(): Promise<{ acked: number; refused: number }> }> {
  const { host, port: at, talk } = server.place
  const writers: LightSocket[] = []
  const url = `http://${host}:${at}`
  while (writers.length < WRITERS) {
    const cookie = await participantCookie({ url }, '/pair')
    writers.push(await openLightSocket(url, { talk, role: 'audience', cookie }, () => {}))
  }
  const publisher = redis.client()
  let [acked, refused, said, posted] = [0, 0, 0, 0]
  const start = performance.now()
  const answers: Promise<void>[] = []
  const timer = setInterval(() => {
    const seconds = (performance.now() - start) / 1000
    for (; said < seconds * MESSAGES_PER_SECOND; said += 1) {
      const answer = writers[said % WRITERS]?.send({
        type: 'chat/say',
        text: `message ${said} of somebody here`,
      })
      if (answer) answers.push(answer.then(({ ok }) => void (ok ? (acked += 1) : (refused += 1))))
    }
    for (; posted < seconds * POSTS_PER_SECOND; posted += 1) {
      const post = { text: `Post ${posted} about sockets from here`, author: '@somebody', place: 'Berlin' }
      void publisher.publish('lectern:posts', JSON.stringify(post))
    }
  }, 10)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(answers)
      const seconds = (performance.now() - start) / 1000
      for (const writer of writers) writer.terminate()
      return { acked: acked / seconds, refused: refused / seconds }
    },
  }
}
