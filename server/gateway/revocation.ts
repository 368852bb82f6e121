/** Disconnects every browser whose pairing key was renewed. It reconnects with its new role. */
import type { Socket as Connection } from 'engine.io'
import type { Keys } from '../keys/keys.ts'
import type { Undo } from '../log/log.ts'

/** A connection, and whether it was admitted as a paired browser. */
interface Paired {
  readonly connection: Connection
  readonly who: { paired: boolean }
}

export interface Pairings {
  add(browser: Paired): void
  remove(browser: Paired): void
  close: Undo
}

/** A disconnected browser tries again, and is refused as `unauthorized` if its role needs a pairing. */
export function endPairings(keys: Pick<Keys, 'onRenewed'>): Pairings {
  const paired = new Set<Paired>()
  const close = keys.onRenewed(() => {
    for (const { connection } of paired) connection.close(true)
  })
  return {
    add: (browser) => void (browser.who.paired && paired.add(browser)),
    remove: (browser) => void paired.delete(browser),
    close,
  }
}
