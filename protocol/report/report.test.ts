/** Tests for the report: what each feature tells, and what must not be in it. */
import { expect, test } from 'vitest'
import { ADA, BEGAN, BOB, CANARY, EVE, toldTalk } from '../../tests/support/told-talk.ts'
import type { Entry, Event } from '../event.ts'
import type { Asked } from '../features/poll-asked.ts'
import { collectReport, type Plan, type Report } from './report.ts'

const PLAN: Plan = {
  title: 'A talk',
  author: 'Grace',
  language: 'en',
  durationMinutes: 5,
  timings: new Map([['plan', 90]]),
}

function reportOf(entries: Entry[], plan = PLAN): Report {
  const collected = collectReport()
  for (const entry of entries) collected.add(entry)
  return collected.make(plan)
}

const rowsOf = ({ tables }: Report, name: string) => tables.find((table) => table.name === name)?.rows

test('[W1] questions come with votes and answers, the most wanted first', () => {
  expect(rowsOf(reportOf(toldTalk()), 'questions')).toEqual([
    ['Is it free?', 2, null, 'yes', 'Yes', null],
    ['How long?', 0, 'Ada', 'no', null, null],
  ])
})

test('[W1] each poll has its counts, the quiz its answers and the whole leaderboard', () => {
  const report = reportOf(toldTalk())
  expect(rowsOf(report, 'polls')).toEqual([
    [1, 'Which language?', 'single', 1, 3, 'C', 1],
    [1, 'Which language?', 'single', 1, 3, 'Rust', 2],
    [2, 'One word?', 'words', 1, 2, 'fast', 1],
    [3, 'Why?', 'text', 1, 2, 'It works', null],
  ])
  expect(rowsOf(report, 'quiz')).toEqual([
    [1, 'The capital of France?', 3, 'Lyon', null, 1],
    [1, 'The capital of France?', 3, 'Paris', 'right', 2],
  ])
  expect(rowsOf(report, 'leaderboard')).toEqual([
    [1, 'Lovelace', 950],
    [3, 3, 0],
  ])
})

test('[W1] an earlier round of a poll, and one without answers, have rows', () => {
  const entries = toldTalk().slice(0, 24)
  const any: Asked = { kind: 'text', question: 'Any?', options: [], results: 'live' }
  const events: Event[] = [
    { type: 'poll/repeated', poll: 'made:21' },
    { type: 'poll/voted', poll: 'made:21', vote: { choice: [0] } },
    { type: 'poll/created', asked: any, open: true },
  ]
  const added = events.map((event, i): Entry => ({ seq: 25 + i, at: BEGAN, by: ADA, id: `more-${i}`, event }))
  expect(rowsOf(reportOf([...entries, ...added]), 'polls')).toEqual([
    [1, 'Which language?', 'single', 1, 3, 'C', 1],
    [1, 'Which language?', 'single', 1, 3, 'Rust', 2],
    [1, 'Which language?', 'single', 2, 1, 'C', 1],
    [1, 'Which language?', 'single', 2, 1, 'Rust', 0],
    [2, 'Any?', 'text', 1, 0, null, null],
  ])
})

test('[W1] each slide has its time, its plan, its reactions and who was lost', () => {
  const report = reportOf(toldTalk())
  expect(rowsOf(report, 'slides')).toEqual([
    [1, 'Hello', 0, 0, 0, 0, 0, 0, 0],
    [2, 'The plan', 170_000, 90_000, 1, 0, 0, 4, 1],
    [3, 'The end', 40_000, 0, 0, 0, 0, 0, 0],
  ])
  expect(report).toMatchObject({ startedAt: BEGAN + 19_000, durationMs: 210_000, plannedMs: 300_000 })
  expect(report.endedAt).toBe(BEGAN + 229_000)
})

test('[W2] time counts from the restart of the clock, stops with the talk, and without an entry for half an hour', () => {
  const entries = toldTalk()
  const last = entries.at(-1)!
  const after = (seconds: number, event: Entry['event'], i: number): Entry => ({
    ...last,
    seq: last.seq + i,
    at: last.at + seconds * 1000,
    event,
  })
  const report = reportOf([
    ...entries,
    after(100, { type: 'talk/reopened' }, 1),
    after(200, { type: 'clock/restarted' }, 2),
    after(230, { type: 'position/moved', h: 1, v: 0, f: -1 }, 3),
    after(9000, { type: 'position/moved', h: 0, v: 0, f: -1 }, 4),
    after(9010, { type: 'position/moved', h: 2, v: 0, f: -1 }, 5),
  ])
  expect(rowsOf(report, 'slides')?.map((row) => row[2])).toEqual([10_000, 0, 30_000])
})

test('[W2] a slide that was removed stays in the report', () => {
  const entries = toldTalk()
  const last = entries.at(-1)!
  const slides = [{ id: 'end', h: 0, v: 0, title: 'The end', steps: 0 }]
  const event = { type: 'talk/outlined', version: 'v2', slides } as const
  const report = reportOf([...entries, { ...last, seq: last.seq + 1, event }])
  expect(rowsOf(report, 'slides')?.map((row) => row.slice(0, 3))).toEqual([
    [1, 'The end', 40_000],
    [null, 'The plan', 170_000],
  ])
})

test('[W3] followers are counted over time', () => {
  expect(rowsOf(reportOf(toldTalk()), 'presence')).toEqual([
    [BEGAN + 49_000, 3],
    [BEGAN + 169_000, 12],
  ])
})

test('[W4] people appear by name or number: no id, and nothing hidden, held, deleted or of muted people', () => {
  const report = reportOf(toldTalk())
  expect(rowsOf(report, 'chat')?.map((row) => row.slice(1))).toEqual([
    ['Ada', null, 'Good morning'],
    [2, null, '=1+1'],
    [2, null, 'Thanks'],
  ])
  const text = JSON.stringify(report)
  for (const secret of [CANARY, ADA, BOB, EVE, 'intent-', 'd-phone']) expect(text).not.toContain(secret)
})

test('[W1] a talk that has not begun has an empty report', () => {
  const report = reportOf(toldTalk().slice(0, 1))
  expect(report).toMatchObject({ startedAt: null, endedAt: null, durationMs: 0 })
  expect(report.tables.map(({ name, rows }) => [name, rows.length])).toContainEqual(['questions', 0])
})
