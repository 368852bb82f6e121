/** Loaded into every measured server before its own code: tells what it uses, over the channel of `fork`. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

const RESOLUTION_MS = 10

// A server's worker threads load this file too, and have no channel.
if (isMainThread) listen()

function listen() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')

  process.on('message', (question) => {
    if (question === 'collect') collect()
    const { user, system } = process.cpuUsage()
    const stallMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS)
    if (question === 'reset') {
      // Enabled only for benches that ask: its timer costs an idle server 1 % of a core.
      delay.enable()
      delay.reset()
    }
    const { rss, heapUsed, external } = process.memoryUsage()
    process.send({ cpuMs: (user + system) / 1000, rss, held: heapUsed + external, stallMs })
  })
  process.channel.unref()
}
