/** <live-join>: how to join, on the title slide: QR code, address and the number of browsers. */
import './live-join.css'
import { readBoot } from '../../client/boot.ts'
import { joinCode, shortAddress } from '../../client/join-address.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { make } from '../parts.ts'
import { plural, words } from '../../client/words.ts'

class LiveJoin extends LiveElement {
  protected show({ room: connection, talk, role }: LiveContext): () => void {
    const code = make('img', 'live-code')
    code.alt = words.elements.join.code
    const address = make('b', 'live-address')
    const name = (url: string): void => {
      code.src = joinCode(`/${talk}/join.svg`, url)
      address.textContent = shortAddress(url)
      // The style sheet makes a long address smaller.
      address.style.setProperty('--chars', String(address.textContent.length))
    }
    name(readBoot().joinUrl)
    const heads = make('span', 'live-heads', ' ')
    const line = make('p', 'live-words')
    line.append(address, heads)
    const card = make('div', 'live-card')
    card.append(code, line)
    this.append(...this.stillCopy(), card)
    // The room reads the address from the stage. Other pages have it from their own load.
    const undoAddress = role === 'stage' ? connection.listen('address', ({ url }) => name(url)) : undefined
    const undoRoom = connection.listen('room', ({ browsers }) => {
      heads.textContent = plural(words.elements.join.screens, browsers)
    })
    return () => {
      undoAddress?.()
      undoRoom()
    }
  }
}

customElements.define('live-join', LiveJoin)
