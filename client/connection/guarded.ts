/** The connection for one live element: errors in its listeners affect nothing else, and all can be ended at once. */
import type { Connection } from './connection.ts'

export interface GuardedConnection {
  connection: Connection
  /** Ends everything that was started through it. */
  release(): void
}

/** `failed` is called with the error of a listener. */
export function guardConnection(connection: Connection, failed: (error: unknown) => void): GuardedConnection {
  const undos = new Set<() => void>()

  function guard<A extends unknown[]>(listener: (...given: A) => void): (...given: A) => void {
    return (...given) => {
      try {
        listener(...given)
      } catch (error) {
        failed(error)
      }
    }
  }
  function keep(undo: () => void): () => void {
    const once = (): void => {
      if (undos.delete(once)) undo()
    }
    undos.add(once)
    return once
  }

  const store: Connection['store'] = Object.create(connection.store, {
    on: {
      value: ((key, listener) =>
        keep(connection.store.on(key, guard(listener)))) as Connection['store']['on'],
    },
  }) as Connection['store']
  const subscribe: Connection['subscribe'] = (channel, listener) =>
    keep(connection.subscribe(channel, guard(listener)))
  const listen: Connection['listen'] = (channel, listener) =>
    keep(connection.listen(channel, guard(listener)))
  const onLink: Connection['onLink'] = (listener) => keep(connection.onLink(guard(listener)))
  return {
    // The current state stays readable through the connection itself.
    connection: Object.create(connection, {
      store: { value: store },
      subscribe: { value: subscribe },
      listen: { value: listen },
      onLink: { value: onLink },
    }) as Connection,
    release() {
      for (const undo of undos) undo()
    },
  }
}
