/** A room for one live element: errors in its listeners affect nothing else, and all of them can be ended at once. */
import type { Room } from './connect.ts'

export interface GuardedRoom {
  room: Room
  /** Ends everything that was started through it. */
  release(): void
}

/** `failed` is called with the error of a listener. */
export function guardRoom(room: Room, failed: (error: unknown) => void): GuardedRoom {
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

  const store: Room['store'] = Object.create(room.store, {
    on: { value: ((key, listener) => keep(room.store.on(key, guard(listener)))) as Room['store']['on'] },
  }) as Room['store']
  const subscribe: Room['subscribe'] = (channel, listener) => keep(room.subscribe(channel, guard(listener)))
  const listen: Room['listen'] = (channel, listener) => keep(room.listen(channel, guard(listener)))
  const onLink: Room['onLink'] = (listener) => keep(room.onLink(guard(listener)))
  return {
    // The current state stays readable through the room itself.
    room: Object.create(room, {
      store: { value: store },
      subscribe: { value: subscribe },
      listen: { value: listen },
      onLink: { value: onLink },
    }) as Room,
    release() {
      for (const undo of undos) undo()
    },
  }
}
