/** Opens the log for a command: itself, or a copy of the database while a server may have locked it. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TalkId } from '../../protocol/ids.ts'
import type { OpenedLog, Report, TalkLog } from '../log/log.ts'
import { copyDatabase } from '../log/sqlite/copy.ts'
import { DATABASE } from '../log/sqlite/file.ts'
import type { Options } from './options.ts'

export type OpenLog = (options: Options, report: Report) => Promise<OpenedLog>
type Use<T> = (log: TalkLog) => Promise<T>

export async function withLog<T>(options: Options, openLog: OpenLog, use: Use<T>): Promise<T> {
  const { log } = await openLog(options, () => {})
  try {
    return await use(log)
  } finally {
    await log.close()
  }
}

/** Rejects with a one-line message if nothing is stored. Redis is read itself. */
export async function withCopy<T>(options: Options, openLog: OpenLog, use: Use<T>): Promise<T> {
  const data = storedIn(options)
  const copy = data === null ? null : await copyDatabase(data)
  if (copy === null) return withLog(options, openLog, use)
  try {
    return await withLog({ ...options, data: copy }, openLog, use)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Whether a talk may be stored; with Redis, the log tells. */
export function isStored({ redis, data }: Options): boolean {
  return redis !== null || (data !== null && existsSync(join(data, DATABASE)))
}

/** The data folder with the talks; null with Redis. Throws a one-line message if there are none. */
export function storedIn(options: Options): string | null {
  const { redis, data } = options
  if (redis !== null) return null
  if (data === null) throw new Error('With --memory no talk is stored.')
  if (isStored(options)) return data
  throw new Error(`There are no talks in ${data}: pass the server's folder with --data.`)
}

export function notGiven({ redis, data }: Options, talk: TalkId, run: number | null): Error {
  const what = run === null ? `The talk "${talk}"` : `Run ${run} of the talk "${talk}"`
  const where = redis ? ` in Redis at ${redis.where}` : ` in ${data}: pass the server's folder with --data`
  return new Error(`${what} has not been given${where}.`)
}
