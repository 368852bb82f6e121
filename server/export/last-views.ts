/** What the stage showed at the end of a talk, from its log. */
import { FEATURE_NAMES, features } from '../../protocol/features/index.ts'
import type { Role } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { changesSince, type View } from '../../protocol/view.ts'
import { entriesOf, stateBefore, type GivenTalk } from './read-entries.ts'

/** Of the features that the run has used; without a number, of the newest run that was given. Null if there is none. */
export async function lastViews(given: GivenTalk): Promise<Partial<View> | null> {
  const state = given.run === null ? await newestGiven(given) : await lastState(given)
  if (state === undefined) return null
  const used = FEATURE_NAMES.filter((name) => {
    const roles: readonly Role[] = features[name].to
    return state.changed[name] > 0 && roles.includes('stage')
  })
  return Object.fromEntries(used.map((name) => [name, changesSince(state, name, 0, 'stage').change]))
}

/** A run that has not begun to move says nothing yet, so the one before it counts. */
async function newestGiven({ log, talk }: GivenTalk): Promise<State | undefined> {
  let newest: State | undefined
  for (const { run } of (await log.runs(talk)).toReversed()) {
    const state = await lastState({ log, talk, run })
    if (typeof state?.clock.startedAt === 'number') return state
    newest ??= state
  }
  return newest
}

/** Undefined without any entry. */
async function lastState(given: GivenTalk): Promise<State | undefined> {
  let state: State | undefined
  for await (const entry of entriesOf(given)) {
    state ??= (entry.seq > 1 ? await stateBefore(given) : undefined) ?? EMPTY
    // A snapshot may be newer than the first entries that are kept.
    if (entry.seq > state.seq) state = evolve(state, entry)
  }
  return state
}
