/** A server in a separate process on core 0, which reports its resource usage. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onCore } from './core.ts'

interface Usage {
  /** CPU time of all threads since the start. */
  cpuMs: number
  /** Resident memory in bytes. */
  rss: number
  /** Bytes that V8 holds, on its heap and outside it; garbage counts until it is collected. */
  held: number
  /** The longest time that the event loop was blocked since the last `reset`. */
  stallMs: number
}

export interface Measured {
  child: ChildProcess
  /** `collect` collects garbage first; `reset` restarts the measurement of the longest stall. */
  usage(question?: 'collect' | 'reset'): Promise<Usage>
  /** Kills it, and resolves when it has ended. */
  kill(): Promise<void>
}

export interface Start {
  script: string
  args?: string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  nodeOptions?: string[]
  /** The core for a second server, which must not share the core of the first. */
  core?: 0 | 1
}

const INSIDE = fileURLToPath(new URL('inside.mjs', import.meta.url))
const START_WITHIN_MS = 60_000

/** Starts the script; resolves when it listens on the port. Throws its output if it ends before. */
export async function startMeasured(start: Start, port: number): Promise<Measured> {
  const { script, args = [], env, cwd, nodeOptions = [], core = 0 } = start
  const child = fork(script, args, {
    ...onCore(core, ['--import', INSIDE, ...nodeOptions]),
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  const keep = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-2000))
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.on('error', (error) => (said += error.message))
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null
  const kill = async (): Promise<void> => {
    if (ended()) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const until = performance.now() + START_WITHIN_MS
  while (!(await listens(port))) {
    if (performance.now() > until) await kill()
    if (ended()) throw new Error(`${script} did not start: ${said.trim()}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return {
    child,
    async usage(question) {
      child.send(question ?? 'usage')
      const [answer] = (await once(child, 'message')) as [Usage]
      return answer
    },
    kill,
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.resetAndDestroy()
  return open
}
