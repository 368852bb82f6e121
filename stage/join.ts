/** The overlay that tells a room how to join: QR code, address and the number of followers. */
import { byId } from '../client/element.ts'
import type { Connection } from '../client/connection/connection.ts'

/** The address that people type: without the scheme and without a trailing slash. */
function shortAddress(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

export function showJoin(connection: Connection, joinUrl: string): void {
  const overlay = byId('join')
  const address = byId('join-address')
  const heads = byId('heads')
  const short = shortAddress(joinUrl)
  address.textContent = short
  address.style.setProperty('--chars', String(short.length))
  byId<HTMLImageElement>('join-code').src = 'join.svg'

  connection.listen('headcount', ({ audience }) => {
    heads.textContent =
      audience === 0 ? '' : audience === 1 ? '1 screen follows' : `${audience} screens follow`
  })
  connection.store.on('screen', (screen) => {
    overlay.hidden = !screen.join
  })
}
