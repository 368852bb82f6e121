/** The Pace sheet: how many are lost or want another pace now, and on which slides they said so. */
import { paceNow, type PaceView } from '../../protocol/pace.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import { paceWords } from '../model/wishes.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createSlideList } from './slide-list.ts'

export default {
  word: 'Pace',
  order: 8,
  create: createPaceSheet,
} satisfies FeatureSheet

function createPaceSheet({ connection, deck, changed }: SheetContext): OpenSheet {
  let pace: PaceView = { steps: [], slides: {} }
  connection.subscribe('pace', (view) => {
    pace = view
    changed()
  })
  let offsetMs = 0
  const now = (): string => paceWords(paceNow(pace.steps, Date.now() + offsetMs))
  const sheet = createSheet('Pace', () => sheet.close())
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())
  const words = el('p', { role: 'status' })
  const list = createSlideList('What was said on each slide')
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'Pace'), close),
    words,
    el('p', { class: 'soft' }, 'Only you and your moderators see this. It fades within five minutes.'),
    el('h3', {}, 'By slide'),
    list.element,
  )
  return {
    state: () => (Object.keys(pace.slides).length === 0 ? null : now() || 'nobody asks for another pace'),
    open: () => sheet.open(),
    draw({ link }) {
      offsetMs = link.offsetMs ?? 0
      setText(words, now() === '' ? 'Nobody asks for another pace now.' : `Now: ${now()}.`)
      list.draw(deck().outline, ({ id }) => {
        const counts = pace.slides[id]
        return counts ? paceWords(counts) : ''
      })
    },
  }
}
