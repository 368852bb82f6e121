/** A connection of a page that has no server: live elements subscribe to its store, and can send nothing. */
import { refusal } from '../../protocol/refusal.ts'
import type { Connection } from './connection.ts'
import type { Store } from './store.ts'

export function connectionWithoutServer(store: Store): Connection {
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
