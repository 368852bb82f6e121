/** Loads the live elements that come with Lectern, by tag; a deck may bring others in its folder `elements/`. */
import type { LiveName } from '../protocol/live-names.ts'

const LOADERS: Record<LiveName, () => Promise<unknown>> = {
  'live-chat': () => import('./live-chat.ts'),
  'live-duplex': () => import('./live-duplex.ts'),
  'live-map': () => import('./live-map.ts'),
  'live-frame': () => import('./live-frame.ts'),
  'live-handshake': () => import('./live-handshake.ts'),
  'live-request': () => import('./live-request.ts'),
  'live-cycle': () => import('./live-cycle.ts'),
  'live-phone': () => import('./live-phone.ts'),
  'live-join': () => import('./live-join.ts'),
  'live-ping': () => import('./live-ping.ts'),
  'live-staleness': () => import('./live-staleness.ts'),
  'live-rainbow': () => import('./live-rainbow.ts'),
  'live-nodes': () => import('./live-nodes.ts'),
  'live-browsers': () => import('./live-browsers.ts'),
  'live-transport': () => import('./live-transport.ts'),
  'live-versions': () => import('./live-versions.ts'),
}

/** Undefined for a tag that is none of them. */
export const ELEMENTS: Record<string, (() => Promise<unknown>) | undefined> = LOADERS
