/** Messages about the connection, shown without covering the slide. */
import type { Connection } from '../client/connection/connection.ts'
import type { Link } from '../client/connection/link.ts'
import { reloadOnce } from '../client/reload-once.ts'

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
    if (link === 'connecting') pill.textContent = 'Connecting…'
    if (link === 'reconnecting') pill.textContent = 'Reconnecting… this slide may be behind'
    if (link === 'refused') refused()
  }

  function refused(): void {
    if (connection.refused === 'outdated' && reloadOnce()) return
    if (connection.refused === 'room-closed') {
      pill.textContent = 'The room is closed to newcomers'
      return
    }
    const gone = connection.refused === 'unknown-talk'
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = gone ? 'All talks' : 'Reload'
    button.addEventListener('click', () => (gone ? location.assign('/') : location.reload()))
    pill.append(gone ? 'This talk is no longer available. ' : 'This page no longer fits the talk. ', button)
  }
}
