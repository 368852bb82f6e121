/** The browser's copy of each channel: takes patches, and calls listeners with what changed. */
import type { FeatureName } from '../../protocol/features/index.ts'
import { merge } from '../../protocol/merge.ts'
import type { Change, Own, View } from '../../protocol/view.ts'

/**
 * `own` is what only this participant sees. `change` is what changed in the view since the last call; undefined when
 * the view was replaced as a whole, as it is with the first call.
 */
export type FeatureListener<N extends FeatureName> = (
  view: View[N],
  own: Own[N] | undefined,
  change: Change<N> | undefined,
) => void

export interface Store {
  /** Empty until the first patches. */
  readonly view: Readonly<Partial<View>>
  readonly epoch: string | undefined
  /** The entry up to which a channel is here; 0 for nothing. */
  seq(channel: FeatureName): number
  /** Of all channels that are here. */
  seqs(): Partial<Record<FeatureName, number>>
  /** Calls at once with the present view, if any, and after every change. Returns its undo. */
  on<N extends FeatureName>(channel: N, listener: FeatureListener<N>): () => void
  /** `gap` means that entries of this channel are missing between what is here and the patch: subscribe to it anew. */
  apply<N extends FeatureName>(
    epoch: string,
    channel: N,
    from: number,
    to: number,
    change: View[N] | Change<N>,
    own?: Own[N] | null,
  ): 'applied' | 'gap'
  /** The view of this channel may be out of date: new listeners wait for its next patch, or for `release`. */
  hold(channel: FeatureName): void
  release(channel: FeatureName): void
}

export function createStore(): Store {
  const view: Partial<View> = {}
  const owns: Partial<Own> = {}
  const listeners: { [N in FeatureName]?: Set<FeatureListener<N>> } = {}
  let seqs: Partial<Record<FeatureName, number>> = {}
  let epoch: string | undefined
  /** The listeners that wait, of each channel that is held. */
  const held = new Map<FeatureName, Set<() => void>>()

  function release(channel: FeatureName): void {
    const waiting = held.get(channel) ?? []
    held.delete(channel)
    for (const call of waiting) call()
  }

  return {
    view,
    get epoch() {
      return epoch
    },
    seq: (channel) => seqs[channel] ?? 0,
    seqs: () => seqs,
    on(channel, listener) {
      const all = (listeners[channel] ??= new Set() as never)
      all.add(listener)
      const first = (): void => {
        const now = view[channel]
        if (now !== undefined) listener(now, owns[channel], undefined)
      }
      const waiting = held.get(channel)
      if (waiting) waiting.add(first)
      else first()
      return () => {
        waiting?.delete(first)
        all.delete(listener)
      }
    },
    apply(newEpoch, channel, from, to, change, own) {
      const fresh = from === 0
      const seq = seqs[channel] ?? 0
      if (!fresh && (newEpoch !== epoch || from > seq)) return 'gap'
      if (!fresh && to < seq) return 'applied'
      // In the same turn as the patch, so that no page shows the old view meanwhile.
      release(channel)
      // The numbers of another epoch mean nothing in this one.
      if (newEpoch !== epoch) seqs = {}
      epoch = newEpoch
      seqs[channel] = to
      const before = fresh ? undefined : view[channel]
      const now = merge(channel, before, change)
      Object.assign(view, { [channel]: now })
      if (own !== undefined || fresh) Object.assign(owns, { [channel]: own ?? undefined })
      const told = before === undefined || now === change ? undefined : (change as never)
      for (const listener of listeners[channel] ?? []) listener(now, owns[channel], told)
      return 'applied'
    },
    hold(channel) {
      if (!held.has(channel)) held.set(channel, new Set())
    },
    release,
  }
}
