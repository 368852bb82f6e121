/** The roles, and who stands behind a connection; both fixed by the server at the handshake. */
import type { ActorId } from './ids.ts'

export const ROLES = ['presenter', 'moderator', 'stage', 'audience'] as const
export type Role = (typeof ROLES)[number]

/** Those that move the slides. */
export const DRIVERS: readonly Role[] = ['presenter', 'stage']
/** Those that keep the order in the chat. */
export const MODERATORS: readonly Role[] = ['presenter', 'moderator']

export interface Who {
  /** `server` speaks for the program itself: it alone outlines a talk. */
  role: Role | 'server'
  /** This browser holds a valid pairing. Every presenter is paired; a stage may be. */
  paired: boolean
  id: ActorId
  /** Came without a cookie: whoever it is, the next connection is somebody else. */
  passing?: true
}

export const SERVER: Who = { role: 'server', paired: true, id: 'server' }
