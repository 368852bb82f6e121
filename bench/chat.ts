/**
 * A room in which everybody writes: 500 browsers (2,000 with `--full`), 50 messages a second for 10 s (60 s). Every
 * acked message must reach every browser once and in order, and slide changes must stay fast.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import type { CrowdReport } from './chat-crowd.ts'
import { openSlideChange } from './slide-change.ts'
import { percentile, report, type Figure, QUICK } from './support.ts'

const FULL = process.argv.includes('--full')
const BROWSERS = FULL ? 2000 : 500
const SECONDS = FULL ? 60 : QUICK ? 5 : 10
const PER_SECOND = 50
const SLIDE_EVERY_MS = 200
const KEY = 'a-key-for-this-bench-only'
const talk = 'sockets-and-lies'

/** A process's memory in megabytes; null if the system does not provide it. */
async function memoryOf(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(status) ?? []
  return kilobytes === undefined ? null : Number(kilobytes) / 1024
}

/** For counts per whole millisecond: the value below which this share lies. */
function percentileOfCounts(counts: number[], share: number): number {
  const all = counts.reduce((sum, n) => sum + n, 0)
  let sum = 0
  return counts.findIndex((n) => (sum += n) > all * share)
}

const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const program = await spawnProgram(`slides/${talk}`, await freePort(), '--data', data, '--key', KEY)
const { change: changeSlide, presenter, follower } = await openSlideChange(program.url, talk, KEY)

const crowd = fork(fileURLToPath(new URL('chat-crowd.ts', import.meta.url)), [
  program.url,
  String(BROWSERS),
  String(PER_SECOND),
  String(SECONDS),
])
await once(crowd, 'message')
for (let i = 0; i < 10; i++) await changeSlide()
const memoryBefore = await memoryOf(program.child.pid)
const answer = once(crowd, 'message') as Promise<[CrowdReport]>
crowd.send('go')
let done = false
void answer.then(() => (done = true))
const changes: number[] = []
while (!done) {
  changes.push(await changeSlide())
  await sleep(SLIDE_EVERY_MS)
}
const [{ acked, refused, complete, delays }] = await answer
const memoryAfter = await memoryOf(program.child.pid)
follower.close()
presenter.close()
program.child.kill()
await once(program.child, 'exit')
await rm(data, { recursive: true })

changes.sort((a, b) => a - b)
const figures: Figure[] = [
  { name: 'browsers', value: BROWSERS, unit: '' },
  { name: 'messages acked', value: acked, unit: '', limit: { least: PER_SECOND * SECONDS } },
  { name: 'messages refused', value: refused, unit: '', limit: { most: 0 } },
  { name: 'browsers with each one once, in order', value: complete, unit: '', limit: { least: BROWSERS } },
  { name: 'message to a browser: median', value: percentileOfCounts(delays, 0.5), unit: 'ms' },
  { name: 'message to a browser: p99', value: percentileOfCounts(delays, 0.99), unit: 'ms' },
  { name: 'slide change meanwhile: median', value: percentile(changes, 0.5), unit: 'ms' },
  {
    name: 'slide change meanwhile: p99',
    value: percentile(changes, 0.99),
    unit: 'ms',
    // With the full room, the crowd's process uses as much of the machine as the server.
    ...(FULL ? {} : { limit: { most: 250 } }),
  },
]
if (memoryBefore !== null && memoryAfter !== null) {
  figures.push({ name: 'memory of the server before', value: memoryBefore, unit: 'MB' })
  figures.push({ name: 'memory of the server after', value: memoryAfter, unit: 'MB' })
}
await report(FULL ? 'chat-full' : 'chat', figures)
