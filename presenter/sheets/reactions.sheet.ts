/** The Reactions sheet: how often the room reacted on each slide. */
import { wordsOf } from '../../client/reactions/counts.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createSlideList } from './slide-list.ts'

export default {
  word: 'Reactions',
  order: 7,
  create: createReactionsSheet,
} satisfies FeatureSheet

function createReactionsSheet({ connection, deck, changed }: SheetContext): OpenSheet {
  let totals: Readonly<Record<string, BurstNews>> = {}
  connection.subscribe('reactions', (view) => {
    totals = view
    changed()
  })
  const sheet = createSheet('Reactions', () => sheet.close())
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())
  const list = createSlideList('Reactions on each slide')
  const words = el('p', { class: 'soft' })
  sheet.body.append(el('div', { class: 'sheet-head' }, el('h2', {}, 'Reactions'), close), words, list.element)
  const slides = (): string => {
    const many = Object.keys(totals).length
    return many === 1 ? 'on 1 slide' : `on ${many} slides`
  }
  return {
    state: () => (Object.keys(totals).length === 0 ? null : slides()),
    open: () => sheet.open(),
    draw() {
      setText(words, 'Counted every few seconds.')
      list.draw(deck().outline, ({ id }) => wordsOf(totals[id] ?? {}))
    },
  }
}
