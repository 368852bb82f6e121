/** The browser's copy of the view: takes patches, tells listeners what changed. */
import type { Changes, View } from '../protocol/view.ts'

type Listener<K extends keyof View> = (value: View[K]) => void

export interface Store {
  /** Empty until the first patch. */
  readonly view: Readonly<Partial<View>>
  readonly epoch: string | undefined
  readonly seq: number
  /** Calls at once with the present value, if any, and after every change. Returns its undo. */
  on<K extends keyof View>(key: K, listener: Listener<K>): () => void
  /** `gap` means entries are missing between what is here and the patch: ask for a fresh start. */
  apply(epoch: string, from: number, to: number, changes: Changes): 'applied' | 'gap'
}

export function createStore(): Store {
  const view: Partial<View> = {}
  const listeners: { [K in keyof View]?: Set<Listener<K>> } = {}
  let epoch: string | undefined
  let seq = 0

  function tell<K extends keyof View>(key: K, value: View[K]): void {
    view[key] = value
    for (const listener of listeners[key] ?? []) listener(value)
  }

  return {
    view,
    get epoch() {
      return epoch
    },
    get seq() {
      return seq
    },
    on(key, listener) {
      const all = (listeners[key] ??= new Set() as never)
      all.add(listener)
      const value = view[key]
      if (value !== undefined) listener(value)
      return () => all.delete(listener)
    },
    apply(newEpoch, from, to, changes) {
      const fresh = from === 0
      if (!fresh && (newEpoch !== epoch || from > seq)) return 'gap'
      if (!fresh && to < seq) return 'applied'
      epoch = newEpoch
      seq = to
      for (const key of Object.keys(changes) as (keyof View)[]) {
        const value = changes[key]
        if (value !== undefined) tell(key, value as never)
      }
      return 'applied'
    },
  }
}
