/** F34: the output of the log and the banner is full, blocked or gone. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DECK } from '../support/deck.ts'
import { join as joinTalk, newIntentId, pairedCookie } from '../support/people.ts'
import { freePort, spawnWith, type Program } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'

const KEY = 'a-key-for-the-fault-tests-only'
/** Throws an unhandled error with every SIGUSR2. */
const DEFECT = 'process.on("SIGUSR2", () => { throw new Error("a defect") })'

function openFile(path: string, flags: string | number): number {
  const fd = openSync(path, flags)
  onTestFinished(() => {
    try {
      closeSync(fd)
    } catch {
      // Closed by the test.
    }
  })
  return fd
}

/** A pipe that nobody reads; both its ends are open in this process. */
async function stillPipe(): Promise<number> {
  const path = join(await temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [path])
  return openFile(path, constants.O_RDWR)
}

async function start(to: { stdout?: number; stderr?: number }): Promise<Program> {
  const program = await spawnWith({
    deck: DECK,
    port: await freePort(),
    options: ['--memory', '--key', KEY],
    env: {
      LECTERN_LOG: 'trace',
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(DEFECT)}`,
    },
    ...to,
  })
  onTestFinished(program.killHard)
  return program
}

/** Much is logged, including a defect, and the talk continues; then the program ends by itself. */
async function holds(program: Program): Promise<void> {
  const place = { url: program.url, key: KEY }
  const presenter = await joinTalk(place, 'presenter', { cookie: await pairedCookie(place) })
  // Each of these is a log line with a stack: much more than a pipe holds.
  for (let i = 0; i < 200; i++) {
    program.child.kill('SIGUSR2')
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
  }
  const moved = await presenter.send({
    id: newIntentId(),
    type: 'position/goto',
    to: { h: 1, v: 0, f: -1 },
  })
  expect(moved).toMatchObject({ ok: true })
  expect(program.child.exitCode).toBeNull()
  const ended = once(program.child, 'exit')
  program.child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}

test('[F34] the disk behind the log and the banner is full: the talk continues, even after a defect', async () => {
  const full = openFile('/dev/full', 'w')
  await holds(await start({ stdout: full, stderr: full }))
})

test('[F34] a pipe whose reader is blocked: the talk continues, and the program ends on a signal', async () => {
  await holds(await start({ stdout: await stillPipe(), stderr: await stillPipe() }))
})

test('[F34] a reader that is gone: the talk continues', async () => {
  const program = await start({})
  program.child.stdout?.destroy()
  program.child.stderr?.destroy()
  await holds(program)
})
