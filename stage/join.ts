/** The overlay that tells a room how to join: QR code, address and the number of followers. */
import { byId } from '../client/element.ts'
import type { Connection } from '../client/connection/connection.ts'
import { joinCode, shortAddress } from '../client/join-address.ts'
import { fill, plural, words } from '../client/words.ts'
import type { Note } from './note.ts'

/** The address may change while the stage shows it: a tunnel comes and goes, or the laptop changes networks. */
export function showJoin(connection: Connection, note: Pick<Note, 'briefly'>, joinUrl: string): void {
  const overlay = byId('join')
  const address = byId('join-address')
  const heads = byId('heads')
  const code = byId<HTMLImageElement>('join-code')
  let known = ''

  function show(url: string): void {
    if (url === known) return
    known = url
    const short = shortAddress(url)
    address.textContent = short
    address.style.setProperty('--chars', String(short.length))
    code.src = joinCode('join.svg', url)
  }
  show(joinUrl)

  connection.listen('address', ({ url }) => {
    const isNew = url !== known
    show(url)
    if (isNew) note.briefly(fill(words.stage.joinAt, { address: shortAddress(url) }))
  })
  connection.listen('headcount', ({ audience }) => {
    heads.textContent = audience === 0 ? '' : plural(words.stage.follow, audience)
  })
  connection.store.on('screen', (screen) => {
    overlay.hidden = !screen.join
  })
}
