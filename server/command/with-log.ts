/** Opens the log for a command, on a copy of the database if there is one. */
import { rm } from 'node:fs/promises'
import type { OpenedLog, Report, TalkLog } from '../log/log.ts'
import type { Options } from './options.ts'

export type OpenLog = (options: Options, report: Report) => Promise<OpenedLog>

/** `copy` is the folder of the copy (`copyDatabase`), which is removed at the end; null opens the log itself. */
export async function withLog<T>(
  options: Options,
  copy: string | null,
  openLog: OpenLog,
  use: (log: TalkLog) => Promise<T>,
): Promise<T> {
  try {
    const { log } = await openLog({ ...options, ...(copy !== null && { data: copy }) }, () => {})
    try {
      return await use(log)
    } finally {
      await log.close()
    }
  } finally {
    if (copy !== null) await rm(copy, { recursive: true, force: true })
  }
}
