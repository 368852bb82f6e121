/** What the stage showed at the end of a talk, from its log. */
import { copyFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FEATURE_NAMES, features } from '../../protocol/features/index.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Role } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { changesSince, type View } from '../../protocol/view.ts'
import type { TalkLog } from '../log/log.ts'

/** Of the features that the newest run has used. Empty for a talk that was not given. */
export async function lastViews(
  log: Pick<TalkLog, 'runs' | 'readRun'>,
  talk: TalkId,
): Promise<Partial<View>> {
  const state = await newestGiven(log, talk)
  const used = FEATURE_NAMES.filter((name) => {
    const roles: readonly Role[] = features[name].to
    return state.changed[name] > 0 && roles.includes('stage')
  })
  return Object.fromEntries(used.map((name) => [name, changesSince(state, name, 0, 'stage').change]))
}

/** A run that has not begun to move says nothing yet, so the one before it counts. */
async function newestGiven(log: Pick<TalkLog, 'runs' | 'readRun'>, talk: TalkId): Promise<State> {
  let newest: State | undefined
  for (const { run } of (await log.runs(talk)).toReversed()) {
    let state = EMPTY
    for await (const entry of log.readRun(talk, run)) state = evolve(state, entry)
    if (state.clock.startedAt !== null) return state
    newest ??= state
  }
  return newest ?? EMPTY
}

const DATABASE = /^lectern\.db(-wal)?$/
const MOST_TRIES = 20

/**
 * A copy of the database, because a running server has locked it; null if there is none. The caller removes the folder.
 * A copy that was made while the server wrote is made again.
 */
export async function copyDatabase(data: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-copy-'))
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const names = (await namesIn(data)).filter((name) => DATABASE.test(name))
      if (!names.includes('lectern.db')) break
      const before = await timesOf(data, names)
      for (const name of names) await copyFile(join(data, name), join(folder, name))
      if (before === (await timesOf(data, names))) return folder
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  await rm(folder, { recursive: true, force: true })
  if ((await namesIn(data)).includes('lectern.db'))
    throw new Error(`The talks in ${data} are being written to all the time: stop the server, or try again.`)
  return null
}

/** Empty for a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function timesOf(folder: string, names: string[]): Promise<string> {
  const stats = await Promise.all(names.map((name) => stat(join(folder, name), { bigint: true })))
  return stats.map(({ size, mtimeNs }) => `${size} ${mtimeNs}`).join()
}
