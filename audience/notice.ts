/** Messages about the connection, shown without covering the slide. */
import type { Link, Room } from '../client/connect.ts'
import { reloadOnce } from '../client/reload-once.ts'

/** A shorter interruption shows no message. */
const QUIET_MS: Record<Link, number> = { connecting: 2500, live: 0, reconnecting: 0, refused: 0 }

export function showLink(room: Room, pill: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  room.onLink((link) => {
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
    if (room.refused === 'outdated' && reloadOnce()) return
    const gone = room.refused === 'unknown-talk'
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = gone ? 'All talks' : 'Reload'
    button.addEventListener('click', () => (gone ? location.assign('/') : location.reload()))
    pill.append(gone ? 'This talk is no longer available. ' : 'This page no longer fits the talk. ', button)
  }
}
