/** The address for the audience as a signal. A laptop changes networks, and a tunnel may get another address. */
import type { AddressNews } from '../../protocol/address.ts'
import type { SignalSource } from '../room/signal-channels.ts'

const EVERY_MS = 1000

export function addressSignal(read: () => AddressNews): SignalSource<'address'> {
  return {
    opening: read,
    start(tell) {
      let told = JSON.stringify(read())
      const timer = setInterval(() => {
        const news = read()
        const text = JSON.stringify(news)
        if (text === told) return
        told = text
        tell(news)
      }, EVERY_MS)
      return () => clearInterval(timer)
    },
  }
}
