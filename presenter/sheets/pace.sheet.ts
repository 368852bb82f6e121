/** The Pace sheet: how many are lost or want another pace now, and on which slides they said so. */
import { fill, words } from '../../client/words.ts'
import { paceNow, type PaceView } from '../../protocol/pace.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { paceWords } from '../model/wishes.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createSlideList } from './slide-list.ts'

export default {
  word: words.phone.pace.title,
  order: 8,
  create: createPaceSheet,
} satisfies FeatureSheet

function createPaceSheet({ connection, deck, changed }: SheetContext): OpenSheet {
  const { pace: known } = words.phone
  let pace: PaceView = { steps: [], slides: {} }
  connection.subscribe('pace', (view) => {
    pace = view
    changed()
  })
  let offsetMs = 0
  const now = (): string => paceWords(paceNow(pace.steps, Date.now() + offsetMs))
  const sheet = createSheet(known.title, () => sheet.close())
  const said = el('p', { role: 'status' })
  const list = createSlideList(known.said)
  sheet.body.append(
    sheetHead(sheet, known.title),
    said,
    el('p', { class: 'soft' }, known.fades),
    el('h3', {}, known.bySlide),
    list.element,
  )
  return {
    state: () => (Object.keys(pace.slides).length === 0 ? null : now() || known.nobody),
    open: () => sheet.open(),
    draw({ link }) {
      offsetMs = link.offsetMs ?? 0
      setText(said, now() === '' ? known.nobodyNow : fill(known.now, { pace: now() }))
      list.draw(deck().outline, ({ id }) => {
        const counts = pace.slides[id]
        return counts ? paceWords(counts) : ''
      })
    },
  }
}
