/** The roles, and the identity behind a connection. The server sets both at the handshake. */
import type { ActorId } from './ids.ts'

export const ROLES = ['presenter', 'moderator', 'stage', 'audience'] as const
export type Role = (typeof ROLES)[number]

/** The roles that may move the slides. */
export const DRIVERS: readonly Role[] = ['presenter', 'stage']
/** The roles that may moderate the chat. */
export const MODERATORS: readonly Role[] = ['presenter', 'moderator']

export interface Who {
  /** `server` is the program itself: only it may set a talk's outline. */
  role: Role | 'server'
  /** This browser has a valid pairing. Every presenter is paired; a stage may be. */
  paired: boolean
  id: ActorId
  /** Connected without a cookie: its next connection counts as another person. */
  passing?: true
}

export const SERVER: Who = { role: 'server', paired: true, id: 'server' }
