/** The Hands sheet: how many hands are up, and a button that lowers all. */
import { button } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import { handWords } from '../model/wishes.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default {
  word: 'Hands',
  order: 6,
  create: createHandSheet,
} satisfies FeatureSheet

function createHandSheet({ connection, press, changed }: SheetContext): OpenSheet {
  let hands = 0
  connection.subscribe('hand', ({ count }) => {
    hands = count
    changed()
  })
  const sheet = createSheet('Hands', () => sheet.close())
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())
  const words = el('p', { role: 'status' })
  const lower = button('Lower all hands', () => void press({ type: 'hand/lower-all' }))
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'Hands'), close),
    words,
    el('div', { class: 'big-switches' }, lower),
  )
  return {
    state: () => (hands === 0 ? null : handWords(hands)),
    open: () => sheet.open(),
    draw() {
      setText(words, hands === 0 ? 'No hands are up.' : `${handWords(hands)}.`)
      lower.setAttribute('aria-disabled', String(hands === 0))
    },
  }
}
