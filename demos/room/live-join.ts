/** <live-join>: how to join, on the title slide: QR code, address and the number of browsers. */
import './live-join.css'
import { readBoot } from '../../client/boot.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { count, make } from '../parts.ts'

class LiveJoin extends LiveElement {
  protected show({ room: connection, talk }: LiveContext): () => void {
    const code = make('img', 'live-code')
    code.src = `/${talk}/join.svg`
    code.alt = 'QR code of the address'
    const address = make('b', 'live-address', readBoot().joinUrl.replace(/^https?:\/\/|\/$/g, ''))
    // The style sheet makes a long address smaller.
    address.style.setProperty('--chars', String(address.textContent.length))
    const heads = make('span', 'live-heads', ' ')
    const words = make('p', 'live-words')
    words.append(address, heads)
    const card = make('div', 'live-card')
    card.append(code, words)
    this.append(...this.stillCopy(), card)
    return connection.listen('room', ({ browsers }) => {
      heads.textContent = `${count(browsers)} ${browsers === 1 ? 'screen' : 'screens'} here`
    })
  }
}

customElements.define('live-join', LiveJoin)
