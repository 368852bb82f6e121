/** Gives a process its own core, so that the load generator does not affect what is measured. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Without `taskset` or a second core, all share what there is. */
const CORES_APART = availableParallelism() > 1 && spawnSync('taskset', ['-V']).error === undefined

/** The options of `fork` that start Node on this core, with all its threads. */
export function onCore(core: 0 | 1, nodeOptions: string[]): { execPath: string; execArgv: string[] } {
  if (!CORES_APART) return { execPath: process.execPath, execArgv: nodeOptions }
  return { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...nodeOptions] }
}

/** Moves this process, the load generator, away from the measured one. */
export function leaveServerCore(): void {
  if (CORES_APART) spawnSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)])
  else console.log('Server and crowd share their cores here: no taskset, or one core only.')
}
