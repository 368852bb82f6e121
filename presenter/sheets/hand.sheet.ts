/** The Hands sheet: how many hands are up, and a button that lowers all. */
import { words } from '../../client/words.ts'
import { button } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { handWords } from '../model/wishes.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default {
  word: words.phone.hands.title,
  order: 6,
  create: createHandSheet,
} satisfies FeatureSheet

function createHandSheet({ connection, press, changed }: SheetContext): OpenSheet {
  const { title, lowerAll } = words.phone.hands
  let hands = 0
  connection.subscribe('hand', ({ count }) => {
    hands = count
    changed()
  })
  const sheet = createSheet(title, () => sheet.close())
  const count = el('p', { role: 'status' })
  const lower = button(lowerAll, () => void press({ type: 'hand/lower-all' }))
  sheet.body.append(sheetHead(sheet, title), count, el('div', { class: 'big-switches' }, lower))
  return {
    state: () => (hands === 0 ? null : handWords(hands)),
    open: () => sheet.open(),
    draw() {
      setText(count, hands === 0 ? words.elements.hand.none : `${handWords(hands)}.`)
      lower.setAttribute('aria-disabled', String(hands === 0))
    },
  }
}
