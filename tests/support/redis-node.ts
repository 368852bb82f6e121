/** A node's log over a test's own Redis, with its events, so that a test can await them. */
import { onTestFinished } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import type { TestRedis } from './redis.ts'

export const TALK = 'a-talk'

let count = 0
/** Key names for this test only. */
export function place() {
  const prefix = `test-${(count += 1)}:`
  return { prefix, stream: `${prefix}talk:${TALK}`, snapshot: `${prefix}snapshot:${TALK}` }
}

export async function openNode(redis: TestRedis, prefix: string, options: { keep?: number } = {}) {
  const reports: string[] = []
  const { log } = await openRedisLog({ ...redis.address(prefix), ...options }, (error) =>
    reports.push(String(error)),
  )
  onTestFinished(() => log.close())
  const got: Entry[] = []
  const epochs: { epoch: string; first: boolean | undefined }[] = []
  const checks = new Set<() => void>()
  const changed = (): void => checks.forEach((check) => check())
  const epoch = await log.epoch(TALK)
  log.onEpoch(TALK, (next, first) => {
    epochs.push({ epoch: next, first })
    changed()
  })
  return {
    log,
    epoch,
    reports,
    got,
    epochs,
    follow(after: number) {
      log.subscribe(TALK, after, (entries) => {
        got.push(...entries)
        changed()
      })
    },
    until: (is: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!is()) return
          checks.delete(check)
          resolve()
        }
        checks.add(check)
        check()
      }),
  }
}

/** All entries of the talk after that number. */
export async function all(log: TalkLog, after = 0): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(TALK, after)) entries.push(entry)
  return entries
}

export const numbers = (entries: Entry[]): number[] => entries.map(({ seq }) => seq)
