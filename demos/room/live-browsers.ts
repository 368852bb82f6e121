/** <live-browsers>: the Matrix of Despair for the browsers in this room. */
import './live-browsers.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { matrixOf, PROTOCOLS, type Column, type Protocol } from './matrix.ts'
import { browsersIn, count, make } from '../parts.ts'

const MOST_COLUMNS = 4
const MOST_VERSIONS = 3

class LiveBrowsers extends LiveElement {
  protected show({ room: connection }: LiveContext): () => void {
    const table = make('table')
    const words = make('p', 'soft')
    this.append(table, words)
    return connection.listen('room', (news) => {
      const columns = matrixOf(news.agents, MOST_COLUMNS)
      table.replaceChildren(head(columns), ...PROTOCOLS.map((protocol) => row(protocol, columns)))
      words.textContent = `This depressing data brought to you by the ${browsersIn(news)} in this room.`
    })
  }
}

function head(columns: Column[]): HTMLElement {
  const top = make('thead')
  const line = top.insertRow()
  line.append(
    scoped(make('th', '', 'Protocol'), 'col'),
    ...columns.map(({ family }) => scoped(make('th', '', family), 'col')),
  )
  return top
}

function row(protocol: Protocol, columns: Column[]): HTMLElement {
  const line = make('tr')
  line.append(scoped(make('th', 'live-protocol', protocol), 'row'))
  for (const { cells } of columns) {
    const { browsers, versions } = cells[protocol]
    const cell = make('td')
    if (browsers === 0) cell.append(make('em', '', 'no'))
    else {
      const named = versions.slice(0, MOST_VERSIONS).join(', ')
      const more = versions.length > MOST_VERSIONS ? ' …' : ''
      cell.append(make('b', '', count(browsers)))
      if (named) cell.append(' ', make('small', '', `v${named}${more}`))
    }
    line.append(cell)
  }
  return line
}

function scoped(cell: HTMLTableCellElement, scope: 'col' | 'row'): HTMLTableCellElement {
  cell.scope = scope
  return cell
}

customElements.define('live-browsers', LiveBrowsers)
