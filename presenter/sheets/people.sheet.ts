/** The People sheet: closes the room to newcomers, and lists who is muted, with what they wrote last. */
import { fill, plural, words } from '../../client/words.ts'
import type { MutedPerson, PeopleView } from '../../protocol/features/people.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { createRows } from './rows.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default { word: words.phone.people.title, order: 10, create: createPeopleSheet } satisfies FeatureSheet

function createPeopleSheet({ connection, press, changed }: SheetContext): OpenSheet {
  const { people } = words.phone
  let now: PeopleView = { closed: false, muted: [] }
  connection.subscribe('people', (view) => {
    now = view
    changed()
  })
  const sheet = createSheet(people.title, () => sheet.close())
  const shut = button(people.close, () => void press({ type: 'people/close', closed: !now.closed }))
  const shutState = stateOf(shut)
  const count = el('p', { class: 'soft', role: 'status' })
  const rows = createRows(people.list, rowOf)
  sheet.body.append(
    sheetHead(sheet, people.title),
    el('div', { class: 'big-switches' }, shut),
    count,
    rows.element,
  )

  function rowOf({ kind, item }: MutedPerson) {
    const free = el('button', { type: 'button', class: 'button' }, words.elements.chat.unmute)
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
        setText(last, text === '' ? '' : fill(kind === 'question' ? people.asked : people.wrote, { text }))
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
      setText(shutState, now.closed ? people.closed : people.open)
      setText(count, `${mutedWords(now)} ${people.nobodyTold}`)
      rows.draw(now.muted.map((each) => [`${each.kind} ${each.item}`, each]))
    },
  }
}

function peopleWords({ closed, muted }: PeopleView): string {
  const { isClosed, isOpen } = words.phone.people
  return fill(closed ? isClosed : isOpen, { n: muted.length })
}

function mutedWords({ muted }: PeopleView): string {
  const { noneMuted, muted: many } = words.phone.people
  return muted.length === 0 ? noneMuted : plural(many, muted.length)
}
