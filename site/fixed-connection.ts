/** A connection without a server: it has the views of a talk as they were at its end, and brings nothing new. */
import type { FeatureName } from '../protocol/features/index.ts'
import type { View } from '../protocol/view.ts'
import type { Connection } from '../client/connection/connection.ts'
import { createStore } from '../client/connection/store.ts'
import { connectionWithoutServer } from '../client/connection/without-server.ts'

/** The views of the features that the talk has used, by feature. */
export type Views = Partial<View>

export function fixedConnection(views: Views): Connection {
  const store = createStore()
  for (const name of Object.keys(views) as FeatureName[]) store.apply('fixed', name, 0, 1, views[name]!)
  return connectionWithoutServer(store)
}
