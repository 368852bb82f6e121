/** The note in the corner of the stage. It is small, because the room can read it. */
import type { Connection } from '../client/connection/connection.ts'
import { reloadOnce } from '../client/reload-once.ts'
import { words } from '../client/words.ts'

const BRIEFLY_MS = 6000

export interface Note {
  /** Shows a text for some seconds, unless a more important one is shown. */
  briefly(text: string): void
}

/** Says, while it lasts, that the connection is lost or that the talk is not saved. */
export function createNote(connection: Connection, element: HTMLElement): Note {
  let line = ''
  let unsaved = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(text: string): void {
    element.textContent = text
    element.hidden = text === ''
  }

  const lasting = (): string => line || unsaved
  function showLasting(): void {
    clearTimeout(timer)
    element.classList.toggle('lost', lasting() !== '')
    show(lasting())
  }

  connection.onLink((link) => {
    if (link === 'refused' && connection.refused === 'outdated' && reloadOnce()) return
    const { offline, reload } = words.stage
    line = link === 'reconnecting' ? offline : link === 'refused' ? reload : ''
    showLasting()
  })
  connection.listen('saved', (saved) => {
    unsaved = saved ? '' : words.stage.notSaved
    showLasting()
  })

  return {
    briefly(text) {
      if (lasting() !== '') return
      show(text)
      clearTimeout(timer)
      timer = setTimeout(showLasting, BRIEFLY_MS)
    },
  }
}
