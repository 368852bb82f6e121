/** <live-rainbow>: one stripe of the rainbow for every ten browsers in the room. */
import './live-rainbow.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { fill, words } from '../../client/words.ts'
import { browsersIn, make } from '../parts.ts'
import { stripesFor } from './stripes.ts'

class LiveRainbow extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection }: LiveContext): () => void {
    const line = make('p', 'live-words')
    this.append(...this.stillCopy(), line)
    const stripes = [...this.querySelectorAll<SVGElement>('svg g:first-of-type > use')]
    return connection.listen('room', (news) => {
      const shown = stripesFor(news.browsers, stripes.length)
      for (const [i, stripe] of stripes.entries()) stripe.classList.toggle('live-away', i >= shown)
      line.textContent = fill(words.exhibits.browsers.stripes, {
        browsers: browsersIn(news),
        shown,
        count: stripes.length,
      })
    })
  }
}

customElements.define('live-rainbow', LiveRainbow)
