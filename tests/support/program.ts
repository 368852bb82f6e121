/** The real program as a real process, as a speaker starts it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export { freePort } from './ports.ts'

export interface Program {
  url: string
  child: ChildProcess
  /** Everything that it has written to stderr: its log. */
  errors(): string
  /** Everything that it has printed for the speaker. */
  said(): string
  /** Kills it at once, like a power cut. */
  killHard(): Promise<void>
}

export interface ProgramOptions {
  deck: string
  /** 0 lets the system choose a free port. */
  port: number
  /** Additional command-line arguments. */
  options: string[]
  env?: Record<string, string>
  /** Open files for its output, instead of `said` and `errors`. */
  stdout?: number
  stderr?: number
}

/** Starts the built program and resolves when it is ready; on 127.0.0.1 unless `--host` says otherwise. */
export function spawnProgram(deck: string, port: number, ...options: string[]): Promise<Program> {
  return spawnWith({ deck, port, options })
}

export async function spawnWith({
  deck,
  port,
  options,
  env,
  stdout,
  stderr,
}: ProgramOptions): Promise<Program> {
  const host = options.includes('--host') ? options[options.indexOf('--host') + 1] : '127.0.0.1'
  const args = ['dist/server/cli.js', deck, '--port', String(port), '--host', `${host}`, ...options]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
    env: { ...process.env, ...env },
  })
  let errors = ''
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const killHard = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  // The banner is printed when it listens, and names the chosen port.
  const told = /^ *Stage +https?:.*:(\d+)\/\S+\/stage$/m
  const listens = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => told.test(said) && resolve())
  })
  if (port === 0) await Promise.race([listens, once(child, 'exit')])
  const url = `http://${host}:${port || told.exec(said)?.[1]}`
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The program ended with ${child.exitCode ?? child.signalCode}: ${errors}`)
    const ready = await fetch(`${url}/readyz`).catch(() => null)
    if (ready?.ok) return { url, child, killHard, errors: () => errors, said: () => said }
    // It prints nothing when it becomes ready.
    await sleep(25)
  }
}
