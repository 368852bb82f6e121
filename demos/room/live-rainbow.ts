/** <live-rainbow>: one stripe of the rainbow for every ten browsers in the room. */
import './live-rainbow.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { browsersIn, make } from '../parts.ts'
import { stripesFor } from './stripes.ts'

class LiveRainbow extends LiveElement {
  protected show({ room: connection }: LiveContext): () => void {
    const words = make('p', 'live-words')
    this.append(...this.stillCopy(), words)
    const stripes = [...this.querySelectorAll<SVGElement>('svg g:first-of-type > use')]
    return connection.listen('room', (news) => {
      const shown = stripesFor(news.browsers, stripes.length)
      for (const [i, stripe] of stripes.entries()) stripe.classList.toggle('live-away', i >= shown)
      words.textContent = `${browsersIn(news)}: ${shown} of ${stripes.length} stripes`
    })
  }
}

customElements.define('live-rainbow', LiveRainbow)
