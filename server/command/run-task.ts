/** What `lectern runs`, `lectern run new` and `lectern forget` do with a log, and the lines that they print. */
import * as v from 'valibot'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import type { TalkLog } from '../log/log.ts'
import { inColumns } from './in-columns.ts'
import { beginRun, listRuns, type RunRow } from '../talk/keep-runs.ts'

const talk = talkIdSchema
export const runTaskSchema = v.variant('do', [
  v.strictObject({ do: v.literal('list'), talk }),
  v.strictObject({ do: v.literal('begin'), talk }),
  v.strictObject({ do: v.literal('forget'), talk, run: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
])
export type RunTask = v.InferOutput<typeof runTaskSchema>

/** The text to print. Rejects with a one-line message. */
export async function doRunTask(log: TalkLog, task: RunTask, now = Date.now()): Promise<string> {
  const talks = await log.talks()
  if (!talks.includes(task.talk)) {
    const known =
      talks.length === 0 ? 'No talk has been given here.' : `Talks: ${talks.toSorted().join(', ')}.`
    throw new Error(`There is no talk "${task.talk}". ${known}`)
  }
  if (task.do === 'list') return table(task.talk, await listRuns(log, task.talk))
  const runs = (await log.runs(task.talk)).map(({ run }) => run)
  const current = runs.at(-1) ?? 1
  if (task.do === 'begin')
    return `Run ${await beginRun(log, task.talk, now)} of the talk "${task.talk}" has begun; run ${current} is kept.\n`
  const { run } = task
  if (run === current)
    throw new Error(
      `Run ${run} is the current one: begin another one first (lectern run new ${task.talk}), then delete it.`,
    )
  if (!runs.includes(run) || !(await log.forget(task.talk, run)))
    throw new Error(`The talk "${task.talk}" has no run ${run} (lectern runs ${task.talk} lists them).`)
  return `Run ${run} of the talk "${task.talk}" is deleted.\n`
}

function table(of: TalkId, rows: RunRow[]): string {
  if (rows.length === 0) return `The talk "${of}" has no runs.\n`
  const cells = rows.map(({ run, startedAt, endedAt, entries, people, kind, state }) => [
    String(run),
    time(startedAt),
    state === 'ended' ? time(endedAt) : '-',
    String(entries),
    String(people),
    kind,
    state,
  ])
  const all = [['run', 'start', 'end', 'entries', 'people', 'kind', 'state'], ...cells]
  return `${inColumns(all).join('\n')}\n`
}

/** In local time, to the minute: `2026-11-28 14:05`. */
function time(at: number | null): string {
  if (at === null) return '-'
  const date = new Date(at)
  const local = new Date(at - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16).replace('T', ' ')
}
