/** What a role may see, and the one function that serves live, late and returning browsers. */
import { FEATURE_NAMES, features, type FeatureName, type Features } from './features/index.ts'
import type { Role } from './role.ts'
import type { State } from './state.ts'

type Views = { [N in FeatureName]: NonNullable<ReturnType<Features[N]['view']>> }

/** By feature; those that no role sees in this way are absent. */
export type View = { [N in FeatureName as [Views[N]] extends [never] ? never : N]: Views[N] }

/** The part of a view that changed. Values replace what was there. */
export type Changes = Partial<View>

const rules: {
  [N in FeatureName]: { view: (slice: never, since: number, role: Role) => Views[N] | undefined }
} = features

/** Everything the role may see that changed after `since`; 0 gives the whole view. */
export function changesSince(state: State, since: number, role: Role): Changes {
  const changes: Changes = {}
  for (const name of FEATURE_NAMES) {
    if (since > 0 && state.changed[name] <= since) continue
    const change = rules[name].view(state[name] as never, since, role)
    if (change !== undefined) Object.assign(changes, { [name]: change })
  }
  return changes
}
