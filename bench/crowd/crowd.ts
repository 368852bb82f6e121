/** A crowd of minimal followers in separate processes, away from the server's core. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onCore } from '../servers/core.ts'
import type { Answer, Arrivals, CallName, CrowdCount, CrowdSetup, Question } from './process.ts'

/** A process's open files are limited, to 20,000 on some machines. */
const PER_PROCESS = 10_000
const JOIN_WITHIN_MS = 60_000
/** Pending handshakes at a time, per process. */
const AT_ONCE = 64

export interface Crowd {
  /** Brings the crowd to this size, so many of them at a time. Throws if some of them did not join. */
  join(size: number, atOnce?: number): Promise<void>
  count(): Promise<CrowdCount>
  /** From now on, records when each follower sees this step, or each that has joined by now. */
  expect(step: number, who?: 'all' | 'joined'): Promise<void>
  /** The recorded times, ascending, once all have seen the step or the time is over. */
  arrivals(withinMs: number): Promise<Arrivals>
  say(text: string): Promise<void>
  /** Breaks all connections; the followers reconnect as browsers do. */
  lose(): Promise<void>
  /** Breaks all connections for good, and ends the processes. */
  leave(): Promise<void>
}

/** A crowd of up to `most` followers; none has joined yet. */
export async function gather(setup: Omit<CrowdSetup, 'first'>): Promise<Crowd> {
  const groups = Math.ceil(setup.most / PER_PROCESS)
  const share = (size: number, group: number): number =>
    Math.floor((size * (group + 1)) / groups) - Math.floor((size * group) / groups)
  let first = 0
  const members = await Promise.all(
    Array.from({ length: groups }, (_, group) => {
      const most = share(setup.most, group)
      first += most
      return member({ ...setup, first: first - most, most })
    }),
  )
  const all = <N extends CallName>(call: N, question: (group: number) => Question<N>): Promise<Answer<N>[]> =>
    Promise.all(members.map(({ ask }, group) => ask(call, question(group))))

  const count = async (): Promise<CrowdCount> => {
    const sum = { joined: 0, bytes: 0, turnedAway: 0 }
    for (const each of await all('count', () => undefined)) {
      sum.joined += each.joined
      sum.bytes += each.bytes
      sum.turnedAway += each.turnedAway
    }
    return sum
  }
  return {
    async join(size, atOnce = AT_ONCE) {
      await all('join', (group) => ({ size: share(size, group), atOnce, withinMs: JOIN_WITHIN_MS }))
      const { joined, turnedAway } = await count()
      if (joined < size) throw new Error(`Only ${joined} of ${size} have joined; ${turnedAway} were refused.`)
    },
    count,
    expect: async (step, who = 'all') => void (await all('expect', () => ({ step, who }))),
    async arrivals(withinMs) {
      const some = await all('arrivals', () => ({ withinMs }))
      return Float64Array.from(some.flatMap((each) => [...each])).toSorted()
    },
    say: async (text) => void (await all('say', () => ({ text }))),
    lose: async () => void (await all('lose', () => undefined)),
    async leave() {
      await all('leave', () => undefined)
      await Promise.all(members.map(({ end }) => end()))
    },
  }
}

interface Member {
  ask<N extends CallName>(call: N, question: Question<N>): Promise<Answer<N>>
  end(): Promise<void>
}

async function member(setup: CrowdSetup): Promise<Member> {
  const child = fork(fileURLToPath(new URL('process.ts', import.meta.url)), [JSON.stringify(setup)], {
    ...onCore(1, ['--import', 'tsx']),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, answer }: { id: number; answer: never }) => {
    waiting.get(id)?.resolve(answer)
    waiting.delete(id)
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`The crowd ended with ${code}.`))
  })
  return {
    ask: (call, question) =>
      new Promise((resolve, reject) => {
        const id = ++asked
        waiting.set(id, { resolve, reject })
        child.send({ id, call, question }, (error) => error && reject(error))
      }),
    async end() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
