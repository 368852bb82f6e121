/** A process of the crowd: runs thousands of followers, and executes the commands of `crowd.ts`. */
import { follow, type Follower } from './follower.ts'
import { wireClient, type WireClientName, type WireClientOptions } from './wire-clients.ts'

/** Connections started per turn of the event loop. */
const IN_ONE_TURN = 16

export interface CrowdSetup extends WireClientOptions {
  host: string
  port: number
  client: WireClientName
  /** The place of the first follower here in the whole crowd. */
  first: number
  most: number
}

export interface CrowdCount {
  joined: number
  /** Bytes read since the start. */
  bytes: number
  /** Handshakes that were answered with 503. */
  turnedAway: number
}

/** When each follower saw the expected step, in ms of the monotonic clock, without those that have not seen it yet. */
export type Arrivals = Float64Array

const setup = JSON.parse(process.argv[2] ?? '') as CrowdSetup
const { host, port, first, most } = setup
const place = { host, port, client: wireClient(setup.client, setup) }
const followers: Follower[] = []
const at = new Float64Array(most)
const joined = new Set<number>()
/** The followers whose times are recorded; undefined for all. */
let asked: ReadonlySet<number> | undefined
const known = new Set<number>()
const count: Omit<CrowdCount, 'joined'> = { bytes: 0, turnedAway: 0 }
let expected = -1
let arrived = 0
const changed = new Set<() => void>()

const ears = {
  joined(follower: number) {
    joined.add(follower)
    for (const check of changed) check()
  },
  left: (follower: number) => void joined.delete(follower),
  turnedAway: () => void (count.turnedAway += 1),
  read: (bytes: number) => void (count.bytes += bytes),
  step(follower: number, step: number, when: number, message: Buffer) {
    if (!known.has(step)) {
      known.add(step)
      place.client.learn?.(message, step)
    }
    if (step !== expected || at[follower - first] !== 0 || asked?.has(follower) === false) return
    at[follower - first] = when
    arrived += 1
    if (allArrived()) for (const check of changed) check()
  },
}

function allArrived(): boolean {
  return arrived >= (asked?.size ?? followers.length)
}

/**
 * During a change this process does not sleep: over a network, no server pays for waking up its browsers, and here
 * that would cost it more than sending.
 */
function stayAwake(): void {
  if (expected >= 0 && !allArrived()) setImmediate(stayAwake)
}

/** Resolves when the condition holds, or when the time is over. */
async function until(is: () => boolean, withinMs: number): Promise<void> {
  if (is()) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      changed.delete(check)
      resolve()
    }
    const check = (): void => void (is() && done())
    const timer = setTimeout(done, withinMs)
    changed.add(check)
  })
}

/** The parent's commands; each answers once it is done. */
const calls = {
  /** Brings the crowd to `size`, `atOnce` of them at a time. */
  async join({ size, atOnce, withinMs }: { size: number; atOnce: number; withinMs: number }) {
    const start = performance.now()
    while (followers.length < size && performance.now() - start < withinMs) {
      const due = Math.min(size, joined.size + atOnce, followers.length + IN_ONE_TURN)
      while (followers.length < due) followers.push(follow(place, first + followers.length, ears))
      // Received data is read meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => joined.size >= size, withinMs - (performance.now() - start))
    return null
  },
  count: (): CrowdCount => ({ ...count, joined: joined.size }),
  expect({ step, who }: { step: number; who: 'all' | 'joined' }) {
    at.fill(0)
    arrived = 0
    expected = step
    asked = who === 'joined' ? new Set(joined) : undefined
    stayAwake()
    return null
  },
  async arrivals({ withinMs }: { withinMs: number }): Promise<Arrivals> {
    await until(allArrived, withinMs)
    expected = -1
    return at.filter((when) => when > 0)
  },
  say({ text }: { text: string }) {
    for (const follower of followers) follower.say(text)
    return null
  },
  lose() {
    for (const follower of followers) follower.lose()
    return null
  },
  leave() {
    for (const follower of followers) follower.leave()
    return null
  },
}
type Calls = typeof calls
export type CallName = keyof Calls
export type Question<N extends CallName> = Parameters<Calls[N]>[0]
export type Answer<N extends CallName> = Awaited<ReturnType<Calls[N]>>

process.on('message', ({ id, call, question }: { id: number; call: CallName; question: never }) => {
  void Promise.resolve(calls[call](question)).then((answer) => process.send?.({ id, answer }, gone))
})
/** The parent is gone, so nobody needs the answer. */
function gone(error: Error | null): void {
  if (error) process.exit()
}
process.on('disconnect', () => process.exit())
process.send?.('ready')
