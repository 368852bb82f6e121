/** The Chat sheet: sets the chat to open, slow or closed. */
import type { ChatLimit } from '../../protocol/features/chat-limit.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import type { Actions, Draw } from '../model/model.ts'
import { createSheet } from '../dom/sheet.ts'
import { chatWords } from '../model/words.ts'
import { hasElement, type FeatureSheet } from './feature-sheets.ts'

/** The choices for the seconds between two messages of one person. */
const SLOW_S = [5, 10, 30, 60]

export default {
  word: 'Limit the chat',
  state(model) {
    const { open, slow } = model.chatLimit
    return hasElement(model, 'live-chat') || !open || slow > 0 ? chatWords(model.chatLimit) : null
  },
  create: createChatSheet,
} satisfies FeatureSheet

function createChatSheet(actions: Actions): { open(): void; draw: Draw } {
  const sheet = createSheet('Chat', () => sheet.close())
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())
  const choices = [
    choice('Open', 'everybody can write', { open: true, slow: 0 }),
    ...SLOW_S.map((slow) =>
      choice(`Slow: ${slow} s`, `one message per person every ${slow} s`, { open: true, slow }),
    ),
    choice('Closed', 'only paired browsers can write', { open: false, slow: 0 }),
  ]
  const now = el('p', { class: 'soft', role: 'status' })
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'Chat'), close),
    now,
    el('div', { class: 'big-switches' }, ...choices.map(({ element }) => element)),
  )

  function choice(word: string, means: string, limit: ChatLimit) {
    const element = button(word, () => actions.limitChat(limit))
    setText(stateOf(element), means)
    return { element, limit }
  }

  return {
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
    },
    draw({ chatLimit }) {
      setText(now, chatWords(chatLimit))
      for (const { element, limit } of choices) {
        const is = limit.open === chatLimit.open && limit.slow === chatLimit.slow
        element.setAttribute('aria-pressed', String(is))
      }
    },
  }
}
