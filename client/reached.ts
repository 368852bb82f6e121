/** Waits for the patch of a move: its acknowledgement may come first, and the next move starts from the patch. */
import type { Store } from './store.ts'

/**
 * False when it does not come in time. `isThere` tells that the talk is where the move led: a move to where it already
 * was has no patch.
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
    // In a microtask, so that all listeners have the patch before the next move begins.
    const check = (): void => void (isHere() && queueMicrotask(() => done(true)))
    const undo = [on('position', check), on('screen', check)]
    function done(is: boolean): void {
      clearTimeout(timer)
      for (const off of undo) off()
      resolve(is)
    }
  })
}
