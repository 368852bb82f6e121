/** A short line above the keys that says why a tap did nothing. It shifts no layout and disappears by itself. */
import { announce } from './announce.ts'
import { byId, setText } from './dom.ts'

const SHOWN_MS = 3200
let timer: ReturnType<typeof setTimeout> | undefined

export function showNote(text: string): void {
  const note = byId('note')
  setText(note, text)
  note.hidden = text === ''
  announce('note', text)
  clearTimeout(timer)
  timer = setTimeout(() => (note.hidden = true), SHOWN_MS)
}
