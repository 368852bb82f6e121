/** The question about a tap that did not reach the talk. It never answers itself. */
import { words } from '../../client/words.ts'
import { el, setText } from '../dom/dom.ts'
import type { Actions, Draw } from '../model/model.ts'
import { createSheet } from '../dom/sheet.ts'
import { question } from '../model/words.ts'

export function createAsk(actions: Actions): Draw {
  const sheet = createSheet(words.phone.asking.label, actions.discard, false)
  const title = el('h2')
  const text = el('p', { 'aria-live': 'polite' })
  const send = el('button', { type: 'button', class: 'button' })
  const forget = el('button', { type: 'button', class: 'button primary' })
  send.addEventListener('click', actions.resend)
  forget.addEventListener('click', actions.discard)
  sheet.body.append(title, text, el('div', { class: 'answers' }, send, forget))

  return ({ tap, deck, position, link }) => {
    if (tap.name !== 'asking' || !position) return sheet.close()
    const live = link.word === 'live'
    const asked = question(tap, deck.outline, position, live)
    setText(title, asked.title)
    setText(text, asked.text)
    send.hidden = asked.send === ''
    send.disabled = !live
    setText(send, asked.send)
    setText(forget, asked.forget)
    if (!sheet.dialog.open) {
      sheet.open()
      forget.focus()
    }
  }
}
