/** The Questions sheet: who may ask, the questions that wait, and all others, most wanted or newest first. */
import { fill, plural, words } from '../../client/words.ts'
import './questions.css'
import { listed } from '../../demos/questions/question-order.ts'
import type { QuestionItem, QuestionsView } from '../../protocol/features/questions-view.ts'
import { isFlagged } from '../../protocol/flagged.ts'
import type { View } from '../../protocol/view.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createQuestionRow, type QuestionRow, type RowState } from './question-row.ts'

/** More rows than anybody reads during a talk. */
const MOST_ROWS = 100

const { questions: known } = words.phone
const { title } = words.elements.questions
const MODES: { mode: QuestionsView['mode']; word: string; means: string }[] = [
  { mode: 'open', word: known.open, means: known.openMeans },
  { mode: 'approve-first', word: known.approve, means: known.approveMeans },
  { mode: 'closed', word: known.closed, means: known.closedMeans },
]

export default {
  word: title,
  order: 2,
  create: createQuestionsSheet,
} satisfies FeatureSheet

function createQuestionsSheet({ connection, press, deck, changed }: SheetContext): OpenSheet {
  let view: QuestionsView = { mode: 'open', tags: [], speakers: [], items: [], from: 1 }
  let spot: View['spotlight']['item'] = null
  let byVotes = true
  connection.subscribe('questions', (now) => {
    view = now
    changed()
  })
  connection.subscribe('spotlight', ({ item }) => {
    spot = item
    changed()
  })

  const sheet = createSheet(title, () => sheet.close())
  const modes = MODES.map(({ mode, word, means }) => {
    const element = button(word, () => void press({ type: 'question/mode', mode }))
    setText(stateOf(element), means)
    return { element, mode }
  })
  const tags = el('input', { class: 'question-tag-field', autocomplete: 'off', dir: 'auto' })
  const saveTags = el('button', { type: 'submit', class: 'button' }, words.elements.save)
  const tagForm = el('form', { class: 'question-tag-form' }, el('label', {}, known.tags, tags), saveTags)
  tagForm.addEventListener('submit', (event) => {
    event.preventDefault()
    void press({ type: 'question/tags', tags: tags.value.split(',') })
  })
  const order = el('button', { type: 'button', class: 'button' })
  order.addEventListener('click', () => {
    byVotes = !byVotes
    drawOpen()
  })
  const waiting = createRows(known.waiting, press)
  const all = createRows(title, press)
  const held = el('p', { class: 'waiting-count', role: 'status' })
  const empty = el('p', { class: 'soft' }, words.elements.questions.noneYet)
  sheet.body.append(
    sheetHead(sheet, title),
    held,
    waiting.element,
    el('div', { class: 'sheet-head' }, el('h3', {}, known.all), order),
    empty,
    all.element,
    el('div', { class: 'big-switches' }, ...modes.map(({ element }) => element)),
    tagForm,
  )

  const stateOfRow = ({ id, text }: QuestionItem): RowState => ({
    onStage: spot?.kind === 'question' && spot.id === String(id),
    room: view,
    flagged: isFlagged(text, deck().flagged),
  })

  function drawOpen(): void {
    const isWaiting = ({ state }: QuestionItem): boolean => state === 'held'
    const queue = view.items.filter(isWaiting)
    const others = listed(
      view.items.filter((item) => !isWaiting(item)),
      byVotes ? 'votes' : 'time',
    )
    setText(held, queue.length === 0 ? '' : plural(known.wait, queue.length))
    waiting.draw(queue, stateOfRow)
    all.draw(others.slice(0, MOST_ROWS), stateOfRow)
    empty.hidden = others.length > 0
    setText(order, byVotes ? known.newestFirst : known.wantedFirst)
    for (const { element, mode } of modes) element.setAttribute('aria-pressed', String(mode === view.mode))
    if (document.activeElement !== tags) tags.value = view.tags.join(', ')
  }

  return {
    state: () => stateWords(view),
    open() {
      drawOpen()
      sheet.open()
      sheet.dialog.scrollTop = 0
    },
    draw() {
      if (sheet.dialog.open) drawOpen()
    },
  }
}

interface Rows {
  element: HTMLElement
  draw(items: QuestionItem[], stateOfRow: (item: QuestionItem) => RowState): void
}

function createRows(label: string, press: SheetContext['press']): Rows {
  const element = el('ol', { class: 'waiting-posts', 'aria-label': label })
  const rows = new Map<number, QuestionRow>()
  return {
    element,
    draw(items, stateOfRow) {
      const ids = new Set(items.map(({ id }) => id))
      for (const [id, row] of rows) {
        if (ids.has(id)) continue
        row.element.remove()
        rows.delete(id)
      }
      items.forEach((item, i) => {
        const row = rows.get(item.id) ?? createQuestionRow(item.id, press)
        rows.set(item.id, row)
        row.draw(item, stateOfRow(item))
        if (element.children[i] !== row.element)
          element.insertBefore(row.element, element.children[i] ?? null)
      })
    },
  }
}

function stateWords({ mode, items }: QuestionsView): string {
  const queue = items.filter(({ state }) => state === 'held').length
  const open = items.filter(({ state, answered }) => state === undefined && !answered).length
  return [
    ...(mode === 'closed' ? [known.closedNow] : []),
    fill(known.openCount, { n: open }),
    ...(queue > 0 ? [fill(known.waitingCount, { n: queue })] : []),
  ].join(', ')
}
