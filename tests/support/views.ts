/** What a role may see of a talk, as in a browser after one patch from 0 of each channel. */
import { maySubscribe } from '../../protocol/channels.ts'
import { FEATURE_NAMES } from '../../protocol/features/index.ts'
import type { Role } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import { changesSince, type View } from '../../protocol/view.ts'

export function viewOf(state: State, role: Role): Partial<View> {
  const names = FEATURE_NAMES.filter((name) => maySubscribe(name, role))
  return Object.fromEntries(names.map((name) => [name, changesSince(state, name, 0, role).change]))
}
