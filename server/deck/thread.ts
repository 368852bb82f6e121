/** Starts a thread with one of the programs of this folder. */
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** When the sources run directly, in development and in tests, tsx must also compile them in the thread. */
const SOURCES = import.meta.url.endsWith('.ts')

/** `name` is the program's file below this folder, without its ending. The process does not wait for the thread. */
export function startThread(name: string, options: WorkerOptions): Worker {
  const program = new URL(`./${name}.${SOURCES ? 'ts' : 'js'}`, import.meta.url)
  const fromSources = `import('tsx/esm/api').then(({ register }) => {
    register()
    return import(${JSON.stringify(program.href)})
  })`
  const worker = new Worker(SOURCES ? fromSources : program, { ...options, eval: SOURCES })
  worker.unref()
  return worker
}
