/** `lectern runs`, `lectern run new` and `lectern forget`: by the server that runs, or else on its stored talks. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { askControl } from './control.ts'
import type { Options } from './options.ts'
import { doRunTask } from './run-task.ts'
import { withLog, type OpenLog } from './with-log.ts'

/** Rejects with a one-line message. */
export async function tellOfRuns(options: Options, openLog: OpenLog): Promise<void> {
  const { runTask, data, redis } = options
  if (runTask === null) throw new Error('No run was named.')
  if (redis === null) {
    if (data === null) throw new Error('With --memory nothing is stored: there are no runs.')
    // Opening a log would create it.
    if (!existsSync(join(data, 'lectern.db')))
      throw new Error(`There are no talks in ${data}: pass the server's folder with --data.`)
    const answer = await askControl(data, runTask)
    if (answer !== null) return void process.stdout.write(answer)
  }
  process.stdout.write(await withLog(options, null, openLog, (log) => doRunTask(log, runTask)))
}
