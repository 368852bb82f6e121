/** What the run through the talk needs of a browser, and how processes are started and awaited for it. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

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

/** Asks until it is so: neither protocol has a way to wait for a condition in the page. */
export async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + WITHIN_MS
  while (!(await check().catch(() => false))) {
    if (performance.now() > until) throw new Error(`Not within ${WITHIN_MS / 1000} s: ${what}.`)
    // A pause between two questions.
    await sleep(50)
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
