/** Disconnects the browsers whose pairing has ended. They reconnect, with what they may do now. */
import type { Socket as Connection } from 'engine.io'
import type { Device } from '../keys/device-table.ts'
import type { Keys } from '../keys/keys.ts'
import type { Undo } from '../log/log.ts'

/** A connection, and the device as which it was admitted. */
interface Paired {
  readonly connection: Connection
  readonly device: Device | null
}

export interface Pairings {
  add(browser: Paired): void
  remove(browser: Paired): void
  close: Undo
}

/** A disconnected browser tries again, and is refused as `unauthorized` if its role needs a pairing. */
export function endPairings(keys: Pick<Keys, 'onEnded' | 'devices'>): Pairings {
  const paired = new Map<Paired, Undo>()
  const close = keys.onEnded((hasEnded) => {
    for (const { connection, device } of paired.keys()) if (device && hasEnded(device)) connection.close(true)
  })
  return {
    add(browser) {
      if (browser.device) paired.set(browser, keys.devices.connected(browser.device))
    },
    remove(browser) {
      paired.get(browser)?.()
      paired.delete(browser)
    },
    close,
  }
}
