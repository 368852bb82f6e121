/** `lectern runs`, `lectern run new` and `lectern forget`: by the server that runs, or else on its stored talks. */
import { askControl } from './control.ts'
import type { Options } from './options.ts'
import { doRunTask } from './run-task.ts'
import { storedIn, withLog, type OpenLog } from './with-log.ts'

/** Rejects with a one-line message. */
export async function tellOfRuns(options: Options, openLog: OpenLog): Promise<void> {
  const { runTask } = options
  if (runTask === null) throw new Error('No run was named.')
  // Opening a log would create it.
  const data = storedIn(options)
  const answer = data === null ? null : await askControl(data, runTask)
  if (answer !== null) return void process.stdout.write(answer)
  process.stdout.write(await withLog(options, openLog, (log) => doRunTask(log, runTask)))
}
