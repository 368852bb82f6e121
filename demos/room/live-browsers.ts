/** <live-browsers>: the Matrix of Despair, with the browsers of this room marked in it. */
import './live-browsers.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { matrixOf, PROTOCOLS, type Cell, type Column, type Protocol } from './matrix.ts'
import { fill, plural, words } from '../../client/words.ts'
import { browsersIn, count, make } from '../parts.ts'

const MOST_VERSIONS = 2

class LiveBrowsers extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection }: LiveContext): () => void {
    const table = make('table')
    const mark = make('span', 'live-here', '…')
    const line = make('p', 'soft')
    line.append(mark, ' ')
    const told = line.appendChild(make('span'))
    const still = this.stillCopy().filter((node) => !(node instanceof HTMLTableElement))
    const foot = make('div', 'live-foot')
    foot.append(...still, line)
    this.append(table, foot)
    return connection.listen('room', (news) => {
      const columns = matrixOf(news.agents)
      table.replaceChildren(head(columns), ...PROTOCOLS.map((protocol) => row(protocol, columns)))
      mark.textContent = count(news.browsers)
      told.textContent = plural(words.exhibits.browsers.areHere, news.browsers)
      line.ariaLabel = fill(words.exhibits.browsers.inRoom, { browsers: browsersIn(news) })
    })
  }
}

function head(columns: Column[]): HTMLElement {
  const top = make('thead')
  const line = top.insertRow()
  line.append(
    scoped(make('th', '', words.exhibits.browsers.protocol), 'col'),
    ...columns.map(({ name }) =>
      scoped(make('th', '', name === 'rest' ? words.exhibits.browsers.rest : name), 'col'),
    ),
  )
  return top
}

function row(protocol: Protocol, columns: Column[]): HTMLElement {
  const line = make('tr')
  line.append(
    scoped(
      make('th', 'live-protocol', protocol === 'all else' ? words.exhibits.browsers.allElse : protocol),
      'row',
    ),
  )
  line.append(...columns.map(({ name, cells }) => cellOf(cells[protocol], name === 'rest')))
  return line
}

/** The version since when, and the room's browsers; the seed's matrix says nothing about the others. */
function cellOf({ since, browsers, versions }: Cell, isOther: boolean): HTMLElement {
  const cell = make('td')
  if (since !== '') cell.append(make('bdi', '', since))
  else if (!isOther && browsers === 0) cell.append(make('em', '', words.exhibits.browsers.no))
  if (browsers === 0) return cell
  const named = versions.slice(0, MOST_VERSIONS).join(', ')
  const more = versions.length > MOST_VERSIONS ? ' …' : ''
  const here = make('span', 'live-here', count(browsers))
  here.append(make('span', 'live-word', ` ${words.exhibits.browsers.here}`))
  cell.append(' ', here)
  if (named) cell.append(' ', make('small', '', `v${named}${more}`))
  return cell
}

function scoped(cell: HTMLTableCellElement, scope: 'col' | 'row'): HTMLTableCellElement {
  cell.scope = scope
  return cell
}

customElements.define('live-browsers', LiveBrowsers)
