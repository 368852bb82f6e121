/** What a role may see, and the one function that serves live, late and returning browsers. */
import { FEATURE_NAMES, features, type FeatureName, type Features } from './features/index.ts'
import type { ActorId } from './ids.ts'
import type { Role } from './role.ts'
import type { State } from './state.ts'

/** By feature. */
export type View = { [N in FeatureName]: ReturnType<Features[N]['view']> }

type Option<N extends FeatureName, K extends 'changes' | 'own'> = NonNullable<
  ReturnType<NonNullable<Features[N][K]>>
>
/** What changed in a view that is too large to be sent whole. */
export type Change<N extends FeatureName> = Option<N, 'changes'>
/** What only one participant sees. */
export type Own = { [N in FeatureName]: Option<N, 'own'> }

/** A change of one channel between two entries. A `from` of 0 replaces the whole view. */
export interface Patch<N extends FeatureName = FeatureName> {
  from: number
  to: number
  change: View[N] | Change<N>
}

interface Rule {
  to: readonly Role[]
  view: (slice: never, role: Role) => unknown
  changes?: (slice: never, since: number, role: Role) => unknown
  own?: (slice: never, actor: ActorId) => unknown
}
const rules: Record<FeatureName, Rule> = features

/** The channels that this role is subscribed to with the handshake. */
export function coreOf(role: Role): FeatureName[] {
  return FEATURE_NAMES.filter((name) => features[name].core && rules[name].to.includes(role))
}

/**
 * What a browser that has a channel up to entry `since` needs to be up to date; 0 for a browser that has nothing. The
 * role must be allowed to subscribe to the channel.
 */
export function changesSince<N extends FeatureName>(
  state: State,
  name: N,
  since: number,
  role: Role,
): Patch<N> {
  const slice = state[name] as never
  const to = state.changed[name]
  const { view, changes } = rules[name]
  if (since > 0 && since <= to) {
    // A small view is sent whole and replaces the earlier one.
    const change = changes ? changes(slice, since, role) : view(slice, role)
    if (change !== undefined) return { from: since, to, change } as Patch<N>
  }
  return { from: 0, to, change: view(slice, role) } as Patch<N>
}

/** What only this participant sees of a slice; undefined for nothing. Compare it with `===` to find a change. */
export function ownOf<N extends FeatureName>(name: N, slice: State[N], actor: ActorId): Own[N] | undefined {
  return rules[name].own?.(slice as never, actor) as Own[N] | undefined
}

export function hasOwn(name: FeatureName): boolean {
  return rules[name].own !== undefined
}
