/** The one note in the corner of the stage: small, because the room reads along. */
import type { Room } from '../client/connect.ts'
import { reloadOnce } from '../client/reload-once.ts'

const BRIEFLY_MS = 6000

export interface Note {
  /** Shows a text for some seconds, unless something more important stands there. */
  briefly(text: string): void
}

/** Says, while it lasts, that the line to the talk is lost. */
export function createNote(room: Room, element: HTMLElement): Note {
  let lasting = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(text: string): void {
    element.textContent = text
    element.hidden = text === ''
  }

  room.onLink((link) => {
    if (link === 'refused' && room.refused === 'outdated' && reloadOnce()) return
    lasting =
      link === 'reconnecting' ? 'No connection — trying again' : link === 'refused' ? 'Reload this page' : ''
    clearTimeout(timer)
    element.classList.toggle('lost', lasting !== '')
    show(lasting)
  })

  return {
    briefly(text) {
      if (lasting !== '') return
      show(text)
      clearTimeout(timer)
      timer = setTimeout(() => show(lasting), BRIEFLY_MS)
    },
  }
}
