/**
 * A room votes: 2,000 browsers (500 with `--quick`) watch a poll and vote once within a second, on SQLite. The tally
 * must be exact on every screen, and slide changes must stay fast meanwhile.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import type { PollCrowdReport } from './poll-crowd.ts'
import { openSlideChange } from './slide-change.ts'
import { percentile, QUICK, report, type Figure } from './support.ts'

const BROWSERS = QUICK ? 500 : 2000
const SLIDE_EVERY_MS = 50
const KEY = 'a-key-for-this-bench-only'
const talk = 'sockets-and-lies'

const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
const program = await spawnProgram(`slides/${talk}`, await freePort(), '--data', data, '--key', KEY)
const { change: changeSlide, presenter, follower } = await openSlideChange(program.url, talk, KEY)

/** One round: everybody votes within so many seconds; 0 for all at once. */
async function round(seconds: number): Promise<{ crowd: PollCrowdReport; changes: number[] }> {
  const create = {
    type: 'poll/create',
    kind: 'single',
    question: 'Which one?',
    options: ['One', 'Two', 'Three'],
  }
  const ack = await presenter.send({ ...create, results: 'live', open: true })
  if (!ack.ok) throw new Error(`The poll was refused as ${ack.refusal.code}.`)
  const child = fork(fileURLToPath(new URL('poll-crowd.ts', import.meta.url)), [
    program.url,
    talk,
    `made:${ack.seq}`,
    String(ack.seq),
    String(BROWSERS),
    String(seconds),
  ])
  await once(child, 'message')
  for (let i = 0; i < 10; i++) await changeSlide()
  const answer = once(child, 'message') as Promise<[PollCrowdReport]>
  child.send('go')
  let done = false
  void answer.then(() => (done = true))
  const changes: number[] = []
  while (!done) {
    changes.push(await changeSlide())
    await sleep(SLIDE_EVERY_MS)
  }
  const [crowd] = await answer
  await once(child, 'exit')
  return { crowd, changes: changes.toSorted((a, b) => a - b) }
}

const atOnce = await round(0)
const steady = await round(1)
follower.close()
presenter.close()
program.child.kill()
await once(program.child, 'exit')
await rm(data, { recursive: true })

const { crowd, changes } = steady
const figures: Figure[] = [
  { name: 'browsers', value: BROWSERS, unit: '' },
  {
    name: 'all at once: votes stored a second',
    value: (atOnce.crowd.acked * 1000) / atOnce.crowd.votingMs,
    unit: '/s',
  },
  { name: 'all at once: votes refused', value: atOnce.crowd.refused, unit: '', limit: { most: 0 } },
  { name: 'within a second: votes acked', value: crowd.acked, unit: '', limit: { least: BROWSERS } },
  { name: 'browsers with the exact tally', value: crowd.lastMs.length, unit: '', limit: { least: BROWSERS } },
  { name: 'last vote to that tally: median', value: percentile(crowd.lastMs, 0.5), unit: 'ms' },
  { name: 'last vote to that tally: p99', value: percentile(crowd.lastMs, 0.99), unit: 'ms' },
  { name: 'patches of the poll for each browser', value: crowd.patches, unit: '' },
  { name: 'bytes of the poll for each browser', value: crowd.bytes, unit: 'B' },
  { name: 'slide change meanwhile: median', value: percentile(changes, 0.5), unit: 'ms' },
  { name: 'slide change meanwhile: p99', value: percentile(changes, 0.99), unit: 'ms' },
]
await report('polls', figures, { atOnce, steady })
