/** React: the deck's reactions, and what a person wants to tell the speaker about the pace. */
import './react.css'
import { createPicker } from '../../client/reactions/picker.ts'
import { createDialog } from './dialog.ts'
import { createPaceChoice } from './pace-choice.ts'
import type { CreatePart } from './part.ts'
import { words } from '../../client/words.ts'

const createReact: CreatePart = ({ connection, settings }, button) => {
  const dialog = createDialog(words.elements.react.title, button)
  const picker = createPicker(connection, settings().reactions)
  const pace = createPaceChoice(connection)
  const heading = document.createElement('h3')
  heading.textContent = words.elements.pace.title
  const content = document.createElement('div')
  content.className = 'react-part'
  content.append(picker.element, heading, pace.element)
  return {
    press() {
      picker.offer(settings().reactions)
      picker.element.hidden = settings().reactions.length === 0
      dialog.open(content)
      const undo = [
        pace.watch(),
        connection.store.on('panic', ({ on }) => picker.pause(on)),
        raise(content.closest('dialog')),
      ]
      const close = (): void => undo.forEach((each) => each())
      content.closest('dialog')?.addEventListener('close', close, { once: true })
    },
  }
}

/** The dialog is above everything else in the page, so the layer with the room's reactions is in it while it is open. */
function raise(dialog: HTMLElement | null): () => void {
  const layer = document.querySelector('.reactions')
  const place = layer?.parentElement
  if (layer) dialog?.append(layer)
  return () => {
    if (layer) place?.append(layer)
  }
}

export default createReact
