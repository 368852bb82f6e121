/** The browser interface for the run through the talk, and how its processes are started and awaited. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

export interface Browser {
  name: string
  open(url: string): Promise<void>
  /** The result of an expression in the page. */
  read(expression: string): Promise<string>
  /** Errors of the page's scripts and of its console so far. */
  errors(): Promise<string[]>
  close(): Promise<void>
}

const WITHIN_MS = 60_000
const ANSWER_WITHIN_MS = 10_000

/**
 * Polls until the answer is the expected one, because neither protocol can wait for a condition in the page. Fails
 * with the last answer or error.
 */
export async function eventually<T>(what: string, wanted: T, ask: () => Promise<T>): Promise<void> {
  const until = performance.now() + WITHIN_MS
  let last = 'none'
  while (performance.now() < until) {
    // A browser that hangs does not answer.
    const tooLate = sleep(ANSWER_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`No answer within ${ANSWER_WITHIN_MS / 1000} s.`)
    })
    try {
      const answer = await Promise.race([ask(), tooLate])
      if (answer === wanted) return
      last = String(answer)
    } catch (error) {
      last = inspect(error)
    }
    // The polling interval.
    await sleep(50)
  }
  throw new Error(`Not within ${WITHIN_MS / 1000} s: ${what} ${String(wanted)}. The last answer: ${last}`)
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
