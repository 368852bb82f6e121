/** <live-nodes>: the running nodes, their browsers, and the log that all of them read. */
import './live-nodes.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Role } from '../../protocol/role.ts'
import type { RoomNews } from '../../protocol/room.ts'
import { around, fill, plural, words } from '../../client/words.ts'
import { browsersIn, count, make } from '../parts.ts'

const MOST_NODES = 4

class LiveNodes extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, role }: LiveContext): () => void {
    const seq = make('b', 'live-seq', '…')
    const log = make('div', 'live-log')
    log.append(...around(words.exhibits.browsers.log, { seq }))
    const nodes = make('ul', 'live-nodes')
    const more = make('p', 'live-more')
    this.append(log, nodes, more)
    const yours = labelOf(role)
    return connection.listen('room', (news) => {
      seq.textContent = count(news.seq)
      // The browser's own node is always shown.
      const sorted = news.nodes.toSorted((a, b) => Number(b.here) - Number(a.here))
      nodes.replaceChildren(...sorted.slice(0, MOST_NODES).map((node) => card(node, yours)))
      const hidden = sorted.length - MOST_NODES
      more.textContent = hidden > 0 ? plural(words.elements.questions.andMore, hidden) : ''
    })
  }
}

/** Of this browser's own node. */
function labelOf(role: Role): string {
  const { you, thisScreen, thisPhone } = words.exhibits.browsers
  return role === 'stage' ? thisScreen : role === 'presenter' ? thisPhone : you
}

function card(node: RoomNews['nodes'][number], yours: string): HTMLElement {
  const item = make('li', node.here ? 'live-node live-here' : 'live-node')
  item.append(
    make('b', 'live-name', fill(words.exhibits.browsers.node, { name: node.node })),
    make('span', 'live-browsers', browsersIn(node)),
  )
  if (node.here) item.append(make('mark', 'live-you', yours))
  return item
}

customElements.define('live-nodes', LiveNodes)
