/** What a pairing allows: which pages, of which talks. */
import { DEVICE_ROLES } from '../../protocol/device.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Role } from '../../protocol/role.ts'
import type { Scope } from './device-table.ts'

/** The scope of the presenter's key. */
export const EVERYTHING: Scope = { role: 'presenter', talk: null }

/** The roles in which a device of each role may connect as paired. */
const MAY: Record<Scope['role'], readonly Role[]> = {
  presenter: ['presenter', 'moderator', 'stage', 'audience'],
  moderator: ['moderator', 'audience'],
  stage: ['stage'],
}

/** A page: a role in a talk. */
export interface Page {
  talk: TalkId
  role: Role
}

/** Whether a device may open this page as a paired browser. */
export function mayOpen({ role, talk }: Scope, page: Page): boolean {
  return (talk === null || talk === page.talk) && MAY[role].includes(page.role)
}

/** Whether a pairing of the first scope already allows all that one of the second does. */
export function includes(one: Scope, other: Scope): boolean {
  return (one.talk === null || one.talk === other.talk) && MAY[one.role].includes(other.role)
}

/** As text for cookies and one-time keys; empty for {@link EVERYTHING}, so that earlier cookies stay valid. */
export function writeScope({ role, talk }: Scope): string {
  if (talk !== null) return `${role}~${talk}`
  return role === EVERYTHING.role ? '' : role
}

/** The scope in a text whose signature was checked; null if it is none. */
export function readScope(text: string): Scope | null {
  if (text === '') return EVERYTHING
  const [name, talk = null] = text.split('~')
  const role = DEVICE_ROLES.find((each) => each === name)
  return role === undefined ? null : { role, talk }
}
