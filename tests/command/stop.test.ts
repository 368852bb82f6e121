/** Tests how the program ends, with real processes and signals. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'

// Starting a process can take long on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

/** Runs `stopOnSignal` with this `close`; the script prints `ready` when the handlers are set. */
function run(close: string, deadlineMs = 5000) {
  const script = `
    import { stopOnSignal } from ${JSON.stringify(new URL('../../server/command/stop.ts', import.meta.url).href)}
    import { pino } from 'pino'
    setInterval(() => {}, 1000)
    const logger = pino({ base: null }, pino.destination({ fd: 2, sync: true }))
    stopOnSignal(async () => { console.log('closing'); ${close} }, logger, ${deadlineMs})
    console.log('ready')`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  let logged = ''
  child.stderr.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return {
    says: async () => (await lines.next()).value,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    exit,
    logged: () => logged,
  }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '[H21] %s closes what is open and exits with 0',
  async (signal) => {
    // Closing takes some time.
    const program = run('await new Promise((resolve) => setTimeout(resolve, 50))')
    expect(await program.says()).toBe('ready')
    program.kill(signal)
    expect(await program.says()).toBe('closing')
    expect(await program.exit).toBe(0)
  },
)

test('[H21] a second signal ends it at once', async () => {
  const program = run('await new Promise(() => {})')
  expect(await program.says()).toBe('ready')
  program.kill('SIGTERM')
  expect(await program.says()).toBe('closing')
  program.kill('SIGINT')
  expect(await program.exit).toBe(1)
})

test('[H21] does not wait for connections that do not close in time', async () => {
  const program = run('await new Promise(() => {})', 100)
  expect(await program.says()).toBe('ready')
  program.kill('SIGTERM')
  expect(await program.exit).toBe(0)
  expect(program.logged()).toContain('did not close in time')
})

test('[H21] a failure while closing is logged, with exit code 1', async () => {
  const program = run("throw new Error('the disk is gone')")
  expect(await program.says()).toBe('ready')
  program.kill('SIGTERM')
  expect(await program.exit).toBe(1)
  expect(program.logged()).toContain('the disk is gone')
})
