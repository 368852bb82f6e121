/** The list of paired devices as a signal, for the presenters and moderators of one talk. */
import type { DevicesNews } from '../../protocol/device.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { coalesce } from '../base/coalesce.ts'
import type { Devices } from '../keys/devices.ts'
import type { SignalSource } from './signal-channels.ts'

const TICK_MS = 250
/** A node that died reports nothing, so the list is compared again after this time. */
const AGAIN_MS = 3000

export function devicesSignal(devices: Devices, talk: TalkId): SignalSource<'devices'> {
  const news = (): DevicesNews => ({ devices: devices.list(talk) })
  return {
    opening: news,
    start(tell) {
      let told = JSON.stringify(news())
      const telling = coalesce(() => {
        const next = news()
        const text = JSON.stringify(next)
        if (text === told) return
        told = text
        tell(next)
      }, TICK_MS)
      const undo = devices.onChange(telling.soon)
      const timer = setInterval(telling.soon, AGAIN_MS)
      return () => {
        clearInterval(timer)
        telling.cancel()
        undo()
      }
    },
  }
}
