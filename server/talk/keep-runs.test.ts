/** Tests for the list of runs, and for the deletion of old ones. */
import { expect, onTestFinished, test } from 'vitest'
import type { NewEntry } from '../../protocol/event.ts'
import type { TalkLog } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { doRunTask } from '../command/run-task.ts'
import { beginRun, deleteOldRuns, listRuns } from './keep-runs.ts'

const DAY = 24 * 60 * 60 * 1000
const NOW = 1_700_000_000_000

function newLog(): TalkLog {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  return log
}

const entry = (event: NewEntry['event'], at: number, by: string): NewEntry => ({
  at,
  by,
  id: `intent-${at}-${by}`,
  event,
})
const outlined = (at: number): NewEntry =>
  entry(
    { type: 'talk/outlined', version: 'v1', slides: [{ id: 's', h: 0, v: 0, title: 'S', steps: 0 }] },
    at,
    'server',
  )
const said = (at: number, by: string): NewEntry => entry({ type: 'chat/said', text: 'hello' }, at, by)

/** A run with its slides and messages of two people, whose last entry is at this time. */
async function give(log: TalkLog, talk: string, last: number): Promise<void> {
  const after = (await log.runs(talk)).at(-1)?.entries ?? 0
  await log.append(talk, after, [outlined(last - 2), said(last - 1, 'guest-1'), said(last, 'guest-2')])
}

test('[V23] each run is listed with its number, start, end, entries, people and state', async () => {
  const log = newLog()
  await give(log, 'demo', NOW)
  expect(await beginRun(log, 'demo', NOW + 5)).toBe(2)
  const second = {
    run: 2,
    entries: 2,
    startedAt: NOW + 5,
    endedAt: NOW + 5,
    people: 0,
    kind: 'talk',
    state: 'current',
  }
  expect(await listRuns(log, 'demo')).toEqual([
    { run: 1, entries: 3, startedAt: NOW - 2, endedAt: NOW, people: 2, kind: 'talk', state: 'ended' },
    second,
  ])
  await log.append('demo', 2, [entry({ type: 'talk/ended' }, NOW + 9, 'device-1')])
  expect((await listRuns(log, 'demo')).at(-1)).toMatchObject({ state: 'ended', people: 1 })
  await log.append('demo', 3, [entry({ type: 'run/rehearsal-begun' }, NOW + 9, 'server')])
  expect((await listRuns(log, 'demo')).map(({ kind }) => kind)).toEqual(['talk', 'rehearsal'])
})

test('[V25] runs are deleted after the given days; the current one is then replaced by an empty one, once', async () => {
  const log = newLog()
  await give(log, 'old', NOW - 31 * DAY)
  await give(log, 'mixed', NOW - 31 * DAY)
  await beginRun(log, 'mixed', NOW - 29 * DAY)
  await give(log, 'mixed', NOW - 29 * DAY)
  expect(await deleteOldRuns(log, 30, NOW)).toEqual([
    { talk: 'old', run: 1 },
    { talk: 'mixed', run: 1 },
  ])
  expect((await listRuns(log, 'old')).map(({ run, entries }) => [run, entries])).toEqual([[2, 2]])
  expect((await listRuns(log, 'mixed')).map(({ run }) => run)).toEqual([2])
  expect(await deleteOldRuns(log, 30, NOW)).toEqual([])
  // A run that was never given is not replaced again and again.
  expect(await deleteOldRuns(log, 30, NOW + 365 * DAY)).toEqual([{ talk: 'mixed', run: 2 }])
})

test('[V23] [V24] what cannot be done is one line that says what to do', async () => {
  const log = newLog()
  await expect(doRunTask(log, { do: 'list', talk: 'demo' })).rejects.toThrow('No talk has been given here.')
  await give(log, 'demo', NOW)
  await expect(doRunTask(log, { do: 'begin', talk: 'other' })).rejects.toThrow('Talks: demo.')
  await expect(doRunTask(log, { do: 'forget', talk: 'demo', run: 1 })).rejects.toThrow('lectern run new demo')
  await expect(doRunTask(log, { do: 'forget', talk: 'demo', run: 7 })).rejects.toThrow('lectern runs demo')
  expect(await doRunTask(log, { do: 'begin', talk: 'demo' })).toContain('Run 2')
  expect(await doRunTask(log, { do: 'forget', talk: 'demo', run: 1 })).toContain('is deleted')
  expect(await doRunTask(log, { do: 'list', talk: 'demo' })).toMatch(/^run +start.*\n2 .* current\n$/)
})
