/** Messages about the connection, shown without covering the slide. */
import type { Connection } from '../client/connection/connection.ts'
import type { Link } from '../client/connection/link.ts'
import { reloadOnce } from '../client/reload-once.ts'
import { words } from '../client/words.ts'

/** A shorter interruption shows no message. */
const QUIET_MS: Record<Link, number> = { connecting: 2500, live: 0, reconnecting: 0, refused: 0 }

export function showLink(connection: Connection, pill: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  connection.onLink((link) => {
    clearTimeout(timer)
    timer = setTimeout(() => show(link), QUIET_MS[link])
  })

  function show(link: Link): void {
    pill.replaceChildren()
    pill.hidden = link === 'live'
    pill.classList.toggle('lost', link !== 'connecting')
    if (link === 'connecting') pill.textContent = words.shell.connecting
    if (link === 'reconnecting') pill.textContent = words.shell.reconnecting
    if (link === 'refused') refused()
  }

  function refused(): void {
    if (connection.refused === 'outdated' && reloadOnce()) return
    if (connection.refused === 'room-closed') {
      pill.textContent = words.shell.closed
      return
    }
    const gone = connection.refused === 'unknown-talk'
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = gone ? words.shell.allTalks : words.shell.reload
    button.addEventListener('click', () => (gone ? location.assign('/') : location.reload()))
    pill.append(gone ? words.shell.gone : words.shell.outdated, ' ', button)
  }
}
