/** The live elements that come with Lectern, by tag; a deck may bring others in its folder `elements/`. */
export const ELEMENTS: Record<string, (() => Promise<unknown>) | undefined> = {
  'live-chat': () => import('./live-chat.ts'),
  'live-map': () => import('./live-map.ts'),
  'live-cycle': () => import('./live-cycle.ts'),
  'live-phone': () => import('./live-phone.ts'),
  'live-frame': () => import('./live-frame.ts'),
  'live-handshake': () => import('./live-handshake.ts'),
  'live-request': () => import('./live-request.ts'),
}
