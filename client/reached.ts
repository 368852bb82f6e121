/** Waits for the patch of a move. Its acknowledgement may arrive first, but the next move must start from the patch. */
import type { Store } from './connection/store.ts'

/**
 * False if it does not come in time. `isThere` tells whether the talk is at the target of the move, because a move to
 * the current position has no patch.
 */
export async function reached(
  { seq, on }: Pick<Store, 'seq' | 'on'>,
  entry: number,
  withinMs: number,
  isThere: () => boolean = () => false,
): Promise<boolean> {
  const isHere = (): boolean => Math.max(seq('position'), seq('screen')) >= entry || isThere()
  if (isHere()) return true
  return new Promise((resolve) => {
    const timer = setTimeout(done, withinMs, false)
    // In a microtask, so that all listeners have the patch before the next move starts.
    const check = (): void => void (isHere() && queueMicrotask(() => done(true)))
    const undo = [on('position', check), on('screen', check)]
    function done(is: boolean): void {
      clearTimeout(timer)
      for (const off of undo) off()
      resolve(is)
    }
  })
}
