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

  /** The same function, with its listener (the last argument) guarded, and its undo kept. */
  function guard(subscribe: (...given: never[]) => () => void): PropertyDescriptor {
    const value = (...given: unknown[]): (() => void) => {
      const listener = given.pop() as (...news: unknown[]) => void
      const guarded = (...news: unknown[]): void => {
        try {
          listener(...news)
        } catch (error) {
          failed(error)
        }
      }
      const undo = subscribe(...([...given, guarded] as never[]))
      const once = (): void => {
        if (undos.delete(once)) undo()
      }
      undos.add(once)
      return once
    }
    return { value }
  }

  const { store, subscribe, listen, onLink, onHealth } = connection
  return {
    // The current state stays readable through the connection itself.
    connection: Object.create(connection, {
      store: { value: Object.create(store, { on: guard(store.on) }) },
      subscribe: guard(subscribe),
      listen: guard(listen),
      onLink: guard(onLink),
      onHealth: guard(onHealth),
    }) as Connection,
    release() {
      for (const undo of undos) undo()
    },
  }
}
