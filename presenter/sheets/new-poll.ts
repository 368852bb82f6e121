/** The form for a new poll: kind, question, options. It can be filled in and opened in seconds. */
import { fill, words } from '../../client/words.ts'
import { MAX_OPTIONS } from '../../protocol/features/poll-limits.ts'
import { HANDMADE_KINDS, type PollKind } from '../../protocol/features/poll-kinds.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'
import type { SheetContext } from './feature-sheets.ts'
import { kindSettings } from './poll-card-words.ts'

const WITH_OPTIONS: readonly PollKind[] = ['single', 'multiple', 'ranking', 'points']

/** The returned function opens the form. */
export function createNewPoll({ press }: Pick<SheetContext, 'press'>): () => void {
  const { polls } = words.phone
  const sheet = createSheet(polls.newPoll, () => sheet.close())
  const kind = el('select', { class: 'poll-input' })
  for (const each of HANDMADE_KINDS) kind.append(el('option', { value: each }, polls.kinds[each]))
  kind.value = 'single'
  const question = el('input', {
    class: 'poll-input',
    maxlength: '200',
    autocomplete: 'off',
    enterkeyhint: 'next',
  })
  const options = el('textarea', { class: 'poll-input', rows: '4' })
  const optionsField = field(polls.options, options)
  const settings = el('div', { class: 'poll-settings' })
  const hidden = el('input', { type: 'checkbox', role: 'switch' })
  const error = el('p', { class: 'poll-error', role: 'alert' })
  const open = el('button', { type: 'submit', class: 'button primary' }, polls.openNow)
  const later = el('button', { type: 'button', class: 'button' }, polls.later)
  const cancel = el('button', { type: 'button', class: 'button' }, words.elements.cancel)
  const form = el(
    'form',
    { class: 'poll-form' },
    field(polls.question, question),
    field(polls.kind, kind),
    optionsField,
    settings,
    el('label', { class: 'switch' }, el('span', {}, polls.hideResults), hidden),
    error,
    el('div', { class: 'answers' }, open, later, cancel),
  )
  sheet.body.append(el('h2', {}, polls.newPoll), form)

  const kindNow = (): (typeof HANDMADE_KINDS)[number] => kind.value as (typeof HANDMADE_KINDS)[number]
  function drawKind(): void {
    optionsField.hidden = !WITH_OPTIONS.includes(kindNow())
    const wanted = kindSettings(kindNow())
    settings.replaceChildren(
      ...wanted.map(({ name, label, usual }) =>
        field(label, el('input', { class: 'poll-input', name, value: usual, maxlength: '40' })),
      ),
    )
  }

  function missing(lines: readonly string[]): string {
    if (question.value.trim() === '') return polls.writeQuestion
    if (!WITH_OPTIONS.includes(kindNow())) return ''
    if (lines.length < 2) return polls.twoOptions
    return lines.length > MAX_OPTIONS ? fill(polls.mostOptions, { n: MAX_OPTIONS }) : ''
  }

  async function make(opened: boolean): Promise<void> {
    const written = options.value.split('\n').map((line) => line.trim())
    const lines = WITH_OPTIONS.includes(kindNow()) ? written.filter((line) => line !== '') : []
    const wrong = missing(lines)
    setText(error, wrong)
    if (wrong !== '') return
    const set = [...settings.querySelectorAll('input')].filter(({ value }) => value !== '')
    const made = await press({
      type: 'poll/create',
      kind: kindNow(),
      question: question.value,
      options: lines,
      results: hidden.checked ? 'hidden' : 'live',
      settings: Object.fromEntries(set.map(({ name, value }) => [name, value])),
      open: opened,
    })
    if (!made) return
    question.value = options.value = ''
    sheet.close()
  }

  kind.addEventListener('change', drawKind)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void make(true)
  })
  later.addEventListener('click', () => void make(false))
  cancel.addEventListener('click', () => sheet.close())
  drawKind()
  return () => {
    setText(error, '')
    sheet.open()
    question.focus()
  }
}

function field(label: string, input: HTMLElement): HTMLElement {
  return el('label', { class: 'poll-label' }, el('span', {}, label), input)
}
