/** Vote: the poll that is open, in a dialog, whatever slide shows. */
import { loadElement } from '../../demos/live.ts'
import { createDialog } from './dialog.ts'
import type { CreatePart } from './part.ts'
import { words } from '../../client/words.ts'

const createPoll: CreatePart = ({ talk, connection }, button) => {
  const dialog = createDialog(words.elements.poll.title, button)
  loadElement('live-poll', { talk, role: 'audience', room: connection })
  return {
    press() {
      const id = connection.store.view.openPoll?.poll
      if (!id) return
      const element = document.createElement('live-poll')
      element.setAttribute('poll', id)
      dialog.open(element)
    },
  }
}

export default createPoll
