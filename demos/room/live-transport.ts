/** <live-transport>: the transports that the room uses; a button switches this browser to long-polling and back. */
import './live-transport.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Connection } from '../../client/connection/connection.ts'
import { words } from '../../client/words.ts'
import { count, make, showsTheRoom } from '../parts.ts'

class LiveTransport extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, role }: LiveContext): () => void {
    const names = { websocket: 'WebSocket', polling: words.exhibits.browsers.polling }
    const bars = Object.entries(names).map(([transport, name]) => {
      const row = make('div', 'live-row')
      const number = make('b', 'live-number', '…')
      const bar = make('i', 'live-bar')
      row.dataset['transport'] = transport
      row.append(make('span', 'live-name', name), bar, number)
      return { transport, row, number, bar }
    })
    const panel = make('div', 'live-panel')
    panel.append(...bars.map(({ row }) => row))
    this.append(...this.stillCopy(), panel)
    const unwatch = connection.listen('room', ({ transports, browsers }) => {
      for (const { transport, number, bar } of bars) {
        const by = transports[transport] ?? 0
        number.textContent = count(by)
        bar.style.setProperty('--part', String(browsers > 0 ? by / browsers : 0))
      }
    })
    // The stage shows only the room, and must keep its connection.
    const undo = showsTheRoom(role) ? () => {} : this.#offer(panel, connection)
    return () => {
      unwatch()
      undo()
    }
  }

  /** The button, and the text about this browser. */
  #offer(panel: HTMLElement, connection: Connection): () => void {
    const say = words.exhibits.browsers
    const button = make('button', 'button live-drop', say.usePolling)
    button.type = 'button'
    const line = make('p', 'live-mine')
    line.setAttribute('role', 'status')
    const mine = make('div', 'live-you')
    mine.append(line, button)
    panel.append(mine)
    let dropped = false
    button.addEventListener('click', () => {
      dropped = !dropped
      connection.useTransport(dropped ? 'polling' : 'websocket')
    })
    const unlink = connection.onLink(() => {
      const now = connection.transport
      button.textContent = dropped || now?.forced ? say.useSocket : say.usePolling
      if (!now) line.textContent = say.switching
      else if (now.forced) line.textContent = say.forced
      else line.textContent = now.name === 'polling' ? say.onPolling : say.onSocket
    })
    return () => {
      unlink()
      // It was for this slide only. The talk continues over the best transport.
      if (dropped) connection.useTransport('websocket')
    }
  }
}

customElements.define('live-transport', LiveTransport)
