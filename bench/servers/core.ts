/** Gives a process a core of its own, so that what drives the load does not take from what is measured. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Without `taskset` or a second core all share what there is. */
export const CORES_APART = availableParallelism() > 1 && spawnSync('taskset', ['-V']).error === undefined

/** The options of `fork` that start Node on this core, with all its threads. */
export function onCore(core: 0 | 1, nodeOptions: string[]): { execPath: string; execArgv: string[] } {
  if (!CORES_APART) return { execPath: process.execPath, execArgv: nodeOptions }
  return { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...nodeOptions] }
}
