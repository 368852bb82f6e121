/** A connection without a server: it has the views of a talk as they were at its end, and brings nothing new. */
import { refusal } from '../protocol/refusal.ts'
import type { FeatureName } from '../protocol/features/index.ts'
import type { View } from '../protocol/view.ts'
import type { Connection } from '../client/connection/connection.ts'
import { createStore } from '../client/connection/store.ts'

/** The views of the features that the talk has used, by feature. */
export type Views = Partial<View>

export function fixedConnection(views: Views): Connection {
  const store = createStore()
  for (const name of Object.keys(views) as FeatureName[]) store.apply('fixed', name, 0, 1, views[name]!)
  return {
    store,
    link: 'live',
    refused: undefined,
    transport: undefined,
    lastMove: undefined,
    subscribe: store.on,
    listen: () => () => {},
    onLink(listener) {
      listener('live')
      return () => {}
    },
    onHealth: () => () => {},
    send: () => Promise.resolve({ ok: false, refusal: refusal('unavailable') }),
    query: () => Promise.resolve(null),
    probe: () => Promise.resolve(null),
    useTransport() {},
    reconnect() {},
    close() {},
  }
}
