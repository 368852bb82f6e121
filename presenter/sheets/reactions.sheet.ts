/** The Reactions sheet: how often the room reacted on each slide. */
import { wordsOf } from '../../client/reactions/counts.ts'
import { plural, words } from '../../client/words.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import { el } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createSlideList } from './slide-list.ts'

export default {
  word: words.elements.react.reactions,
  order: 7,
  create: createReactionsSheet,
} satisfies FeatureSheet

function createReactionsSheet({ connection, deck, changed }: SheetContext): OpenSheet {
  const { reactions: known } = words.phone
  const { reactions } = words.elements.react
  let totals: Readonly<Record<string, BurstNews>> = {}
  connection.subscribe('reactions', (view) => {
    totals = view
    changed()
  })
  const sheet = createSheet(reactions, () => sheet.close())
  const list = createSlideList(known.list)
  const about = el('p', { class: 'soft' }, known.counted)
  sheet.body.append(sheetHead(sheet, reactions), about, list.element)
  const slides = (): string => plural(known.onSlides, Object.keys(totals).length)
  return {
    state: () => (Object.keys(totals).length === 0 ? null : slides()),
    open: () => sheet.open(),
    draw() {
      list.draw(deck().outline, ({ id }) => wordsOf(totals[id] ?? {}))
    },
  }
}
