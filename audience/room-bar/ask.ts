/** Ask: the room's questions in a dialog, with a field for one's own. */
import { loadElement } from '../../demos/live.ts'
import { keptLine } from '../kept-line.ts'
import { createDialog } from './dialog.ts'
import type { CreatePart } from './part.ts'
import { words } from '../../client/words.ts'

const createAsk: CreatePart = ({ talk, connection }, button) => {
  const dialog = createDialog(words.elements.questions.title, button)
  // It also opens the outbox, which sends what is left from before a reload.
  loadElement('live-questions', { talk, role: 'audience', room: connection })
  return {
    press() {
      const kept = document.createElement('p')
      kept.className = 'kept soft'
      kept.textContent = keptLine()
      const content = document.createElement('div')
      content.append(document.createElement('live-questions'), kept)
      dialog.open(content)
    },
  }
}

export default createAsk
