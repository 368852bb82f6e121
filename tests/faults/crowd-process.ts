/** A crowd of thousands in a separate process, so that it shares no event loop with the server or the test. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startFollower, type Follower, type FollowerOptions } from './follower.ts'

export type CrowdOrder =
  | { do: 'join'; count: number; options: FollowerOptions; from: number }
  /** Resets every connection; the crowd reconnects by itself. */
  | { do: 'cut' }
  /** Answers when 99 % and all of them show this slide, or after a minute with the result so far. */
  | { do: 'watch'; h: number }
  | { do: 'sum' }
  | { do: 'leave' }

/** Times are milliseconds of the machine's monotonic clock, the same in every process. */
export interface CrowdAnswer {
  at: number
  most?: number
  all?: number
  /** The number of browsers that show the requested slide. */
  showing?: number
  /** When each of them first showed it. */
  arrivals?: number[]
  wrongs?: string[]
  connections?: number
  /** Every different view, as JSON, with the number of browsers that have it. */
  views?: Record<string, number>
}

export const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** The number of browsers that connect at the same time. */
const AT_ONCE = 100
const PER_ADDRESS = 2500

const crowd: Follower[] = []

async function join(count: number, options: FollowerOptions, from: number): Promise<void> {
  for (let joined = 0; joined < count; joined += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - joined) }, (_, i) => {
      const localAddress = `127.0.0.${from + Math.floor((joined + i) / PER_ADDRESS)}`
      return startFollower({ ...options, localAddress })
    })
    await Promise.all(some.map((each) => each.until(({ live }) => live, 60_000, 'the talk')))
    crowd.push(...some)
  }
}

async function watch(h: number): Promise<CrowdAnswer> {
  const arrivals: number[] = []
  const waiting = crowd.map((each) =>
    each
      .until(({ live, view }) => live && view.position?.h === h, 60_000)
      .then(
        () => void arrivals.push(steadyMs()),
        () => {},
      ),
  )
  await Promise.all(waiting)
  const most = arrivals[Math.ceil(crowd.length * 0.99) - 1]
  const all = arrivals[crowd.length - 1]
  return {
    at: steadyMs(),
    showing: arrivals.length,
    arrivals,
    ...(most !== undefined && { most }),
    ...(all !== undefined && { all }),
  }
}

async function obey(order: CrowdOrder): Promise<CrowdAnswer> {
  if (order.do === 'join') await join(order.count, order.options, order.from)
  if (order.do === 'watch') return watch(order.h)
  if (order.do === 'cut') for (const { socket } of crowd) socket?.reset()
  if (order.do === 'leave') for (const each of crowd.splice(0)) each.close()
  if (order.do !== 'sum') return { at: steadyMs() }
  // The other end reads meanwhile.
  await sleep(0)
  return {
    at: steadyMs(),
    wrongs: crowd.flatMap(({ wrongs }) => wrongs),
    connections: crowd.reduce((sum, { count }) => sum + count.connections, 0),
    views: countBy(crowd.map(({ epoch, view, live }) => JSON.stringify([live, epoch, view.position]))),
  }
}

function countBy(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

if (process.send)
  process.on('message', (order: CrowdOrder) => {
    void obey(order).then((answer) => process.send?.(answer))
  })
