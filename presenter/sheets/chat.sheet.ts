/** The Chat sheet: sets the chat to open, slow or closed. */
import { fill, words } from '../../client/words.ts'
import { CHAT_LIMIT, type ChatLimit } from '../../protocol/features/chat-limit.ts'
import { deckHas } from '../../protocol/outline.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { chatWords } from '../model/words.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

/** The choices for the seconds between two messages of one person. */
const SLOW_S = [5, 10, 30, 60]

export default {
  word: words.phone.chat.button,
  order: 4,
  create: createChatSheet,
} satisfies FeatureSheet

function createChatSheet({ connection, press, deck, changed }: SheetContext): OpenSheet {
  let now = CHAT_LIMIT
  connection.subscribe('chatLimit', (limit) => {
    now = limit
    changed()
  })
  const { chat } = words.phone
  const sheet = createSheet(chat.title, () => sheet.close())
  const choices = [
    choice(chat.open, chat.openMeans, { open: true, slow: 0 }),
    ...SLOW_S.map((slow) =>
      choice(fill(chat.slow, { n: slow }), fill(chat.slowMeans, { n: slow }), { open: true, slow }),
    ),
    choice(chat.closed, chat.closedMeans, { open: false, slow: 0 }),
  ]
  const state = el('p', { class: 'soft', role: 'status' })
  sheet.body.append(
    sheetHead(sheet, chat.title),
    state,
    el('div', { class: 'big-switches' }, ...choices.map(({ element }) => element)),
  )

  function choice(word: string, means: string, limit: ChatLimit) {
    const element = button(word, () => void press({ type: 'chat/limit', ...limit }))
    setText(stateOf(element), means)
    return { element, limit }
  }

  return {
    state: () => (deckHas(deck().outline, 'live-chat') || !now.open || now.slow > 0 ? chatWords(now) : null),
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
    },
    draw() {
      setText(state, chatWords(now))
      for (const { element, limit } of choices) {
        const is = limit.open === now.open && limit.slow === now.slow
        element.setAttribute('aria-pressed', String(is))
      }
    },
  }
}
