/** Controls crowds in separate processes, and collects what long tests measure. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import type { CrowdAnswer, CrowdOrder } from './crowd-process.ts'
import type { FollowerOptions } from './follower.ts'

export interface Horde {
  readonly processes: readonly ChildProcess[]
  readonly size: number
  /** Gives every process the command at the same moment; returns their answers. */
  order(order: CrowdOrder): Promise<CrowdAnswer[]>
}

/** So many browsers in two processes, each with its own addresses. */
export async function startHorde(size: number, options: FollowerOptions): Promise<Horde> {
  const processes = [0, 1].map(() => {
    const child = fork(new URL('crowd-process.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  })
  const ask = async (child: ChildProcess, order: CrowdOrder): Promise<CrowdAnswer> => {
    child.send(order)
    const [answer] = (await once(child, 'message')) as [CrowdAnswer]
    return answer
  }
  await Promise.all(
    processes.map((child, i) =>
      ask(child, { do: 'join', count: Math.ceil(size / 2), options, from: 2 + i * 20 }),
    ),
  )
  return { processes, size, order: (order) => Promise.all(processes.map((child) => ask(child, order))) }
}

/** The value below which this share of all values lies. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? NaN
}

/** One line for the report. */
export function tell(fault: string, figures: Record<string, string | number>): void {
  const words = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`,
  )
  console.log(`FIGURE ${fault}: ${words.join(' · ')}`)
}
