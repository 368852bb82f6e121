/** The People sheet: closes the room to newcomers, and lists who is muted, with what they wrote last. */
import type { MutedPerson, PeopleView } from '../../protocol/features/people.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import { createRows } from './rows.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default { word: 'People', order: 10, create: createPeopleSheet } satisfies FeatureSheet

function createPeopleSheet({ connection, press, changed }: SheetContext): OpenSheet {
  let now: PeopleView = { closed: false, muted: [] }
  connection.subscribe('people', (view) => {
    now = view
    changed()
  })
  const sheet = createSheet('People', () => sheet.close())
  const leave = el('button', { type: 'button', class: 'button' }, 'Close')
  leave.addEventListener('click', () => sheet.close())
  const shut = button(
    'Close the room to newcomers',
    () => void press({ type: 'people/close', closed: !now.closed }),
  )
  const shutState = stateOf(shut)
  const words = el('p', { class: 'soft', role: 'status' })
  const rows = createRows('Muted people', rowOf)
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'People'), leave),
    el('div', { class: 'big-switches' }, shut),
    words,
    rows.element,
  )

  function rowOf({ kind, item }: MutedPerson) {
    const free = el('button', { type: 'button', class: 'button' }, 'Unmute')
    const whom = el('span', { class: 'visually-hidden' })
    free.append(whom)
    const who = el('bdi')
    const last = el('p', { class: 'soft', dir: 'auto' })
    free.addEventListener('click', () => void press({ type: 'people/mute', kind, item, muted: false }))
    const element = el(
      'li',
      {},
      el('p', { class: 'row-name' }, who),
      last,
      el('div', { class: 'row-answers' }, free),
    )
    return {
      element,
      draw({ name, text }: MutedPerson) {
        setText(who, name)
        setText(whom, ` ${name}`)
        setText(last, text === '' ? '' : `${kind === 'question' ? 'Asked' : 'Wrote'} last: ${text}`)
        last.hidden = text === ''
      },
    }
  }

  return {
    state: () => peopleWords(now),
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
    },
    draw() {
      shut.setAttribute('aria-pressed', String(now.closed))
      setText(shutState, now.closed ? 'closed: tap to let newcomers in' : 'open: tap to refuse newcomers')
      setText(words, `${mutedWords(now)}. Nobody is told that they are muted.`)
      rows.draw(now.muted.map((each) => [`${each.kind} ${each.item}`, each]))
    },
  }
}

function peopleWords(view: PeopleView): string {
  return `${view.closed ? 'closed to newcomers' : 'open to newcomers'}, ${mutedWords(view).toLowerCase()}`
}

function mutedWords({ muted }: PeopleView): string {
  if (muted.length === 0) return 'Nobody is muted'
  return muted.length === 1 ? '1 person is muted' : `${muted.length} people are muted`
}
