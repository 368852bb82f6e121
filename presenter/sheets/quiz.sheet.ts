/** The Quiz sheet: one large button leads through the questions; below it are the answers and the leaderboard. */
import { fill, plural, words } from '../../client/words.ts'
import './quiz.css'
import { deadlineOf } from '../../protocol/features/quiz-deadline.ts'
import type { QuizView } from '../../protocol/features/quiz-view.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { confirmSheet, createSheet, sheetHead } from '../dom/sheet.ts'
import type { Model } from '../model/model.ts'
import { createPlayers, playerRow } from './quiz-players.ts'
import { nextStep, quizPlaces, quizState, stepWords, type QuizStep } from '../model/quiz-steps.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default {
  word: words.phone.quiz.title,
  order: 3,
  create: createQuizSheet,
} satisfies FeatureSheet

/** What the spotlight calls the leaderboard; there is one. */
const BOARD = { kind: 'leaderboard', item: 'quiz' } as const
const SECOND_MS = 1000
/** A second touch of one tap must not do what the button offers next. */
const SETTLE_MS = 500

function createQuizSheet({ connection, press, deck, changed }: SheetContext): OpenSheet {
  const { quiz } = words.phone
  let view: QuizView | undefined
  let step: QuizStep = { do: 'done' }
  let settling: ReturnType<typeof setTimeout> | undefined
  /** The question whose leaderboard the stage has shown. */
  let boardOf = 0
  let ticking: ReturnType<typeof setInterval> | undefined
  connection.subscribe('quiz', (now) => {
    view = now
    changed()
  })
  connection.store.on('spotlight', ({ item }) => {
    if (item?.kind === BOARD.kind) boardOf = view?.question?.ask ?? 0
    changed()
  })

  const sheet = createSheet(quiz.title, () => sheet.close())
  sheet.dialog.addEventListener('close', () => clearInterval(ticking))
  const main = button('', () => main.ariaDisabled !== 'true' && act(step))
  main.classList.add('primary', 'quiz-main')
  const mainWords = main.firstElementChild as HTMLElement
  const mainState = stateOf(main)
  const status = el('p', { class: 'quiz-status', role: 'status' })
  const question = el('h3', { dir: 'auto' })
  const options = el('ol', { class: 'quiz-rows' })
  const why = el('p', { class: 'soft', dir: 'auto' })
  const boardHead = el('h3', {}, quiz.board)
  const board = el('ol', { class: 'quiz-rows quiz-board' })
  const players = createPlayers((from) => connection.query({ query: 'quiz/players', from }), resetName)
  const reset = button(quiz.reset, () => void resetAfterAsking())
  sheet.body.append(
    sheetHead(sheet, quiz.title),
    el('div', { class: 'big-switches' }, main),
    status,
    question,
    options,
    why,
    boardHead,
    board,
    players.element,
    el('div', { class: 'big-switches' }, reset),
  )

  function act(next: QuizStep): void {
    if (next.do === 'go') void press({ type: 'position/goto', to: next.question.at })
    else if (next.do === 'start') void press({ type: 'quiz/start', question: next.question.id })
    else if (next.do === 'close') void press({ type: 'quiz/close', question: next.question })
    else if (next.do === 'reveal') void press({ type: 'quiz/reveal', question: next.question })
    else if (next.do === 'board') void press({ type: 'spotlight/show', ...BOARD })
  }

  function resetName(player: number): void {
    void press({ type: 'quiz/reset-name', player }).then(() => players.refresh())
  }

  function settle(): void {
    main.ariaDisabled = 'true'
    clearTimeout(settling)
    settling = setTimeout(() => (main.ariaDisabled = String(step.do === 'done')), SETTLE_MS)
  }

  async function resetAfterAsking(): Promise<void> {
    sheet.close()
    const is = await confirmSheet(quiz.resetTitle, quiz.resetText, quiz.resetYes)
    if (is) void press({ type: 'quiz/reset' })
  }

  function drawOpen(now: QuizView, { position, link }: Pick<Model, 'position' | 'link'>): void {
    const places = quizPlaces(deck().outline)
    const { question: asked } = now
    const serverNow = Date.now() + (link.offsetMs ?? 0)
    const leftMs = asked?.state === 'open' ? deadlineOf(asked) - serverNow : 0
    const shown = asked?.ask === boardOf
    step = nextStep(now, places, { position: position ?? { h: 0, v: 0, f: -1 }, shown, isUp: leftMs <= 0 })
    const was = mainWords.textContent
    setText(mainWords, stepWords(step))
    if (mainWords.textContent !== was) settle()
    setText(mainState, 'question' in step && typeof step.question === 'object' ? step.question.text : '')
    setText(status, statusWords(now, leftMs))
    setText(question, asked?.text ?? '')
    setText(why, asked?.result?.explanation ?? '')
    drawOptions(options, now)
    boardHead.hidden = now.board.length === 0
    drawBoard(board, now, resetName)
    players.draw(now)
    reset.hidden = asked === null
  }

  return {
    state: () => quizState(view, quizPlaces(deck().outline)),
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
      clearInterval(ticking)
      ticking = setInterval(() => view?.question?.state === 'open' && changed(), SECOND_MS)
      changed()
    },
    draw(model) {
      if (sheet.dialog.open && view) drawOpen(view, model)
    },
  }
}

function statusWords({ question, answered, players }: QuizView, leftMs: number): string {
  const { quiz } = words.phone
  const room = plural(words.elements.quiz.players, players)
  if (!question) return fill(quiz.noneStarted, { players: room })
  const answers = plural(words.elements.answers, answered)
  const isOpen = leftMs === Infinity ? quiz.isOpen : fill(quiz.secondsLeft, { n: Math.ceil(leftMs / 1000) })
  const state = question.state === 'revealed' ? quiz.revealed : leftMs > 0 ? isOpen : quiz.isClosed
  return fill(quiz.status, { answers, players: room, state })
}

/** With what is right, which only presenters and moderators see before the reveal. */
function drawOptions(list: HTMLElement, { question }: QuizView): void {
  const rows = (question?.options ?? []).map((text, i) => {
    const isRight = question?.result?.right.includes(i) ?? false
    const votes = question?.result?.counts[i] ?? 0
    const name = el('bdi', {}, text)
    const mark = el('strong', {}, isRight ? '✓ ' : '')
    if (isRight) mark.append(el('span', { class: 'visually-hidden' }, `${words.phone.quiz.right}: `))
    return el(
      'li',
      isRight ? { class: 'right' } : {},
      el('span', {}, mark, name),
      el('span', {}, String(votes)),
    )
  })
  list.replaceChildren(...rows)
}

/** Rows stay while they are unchanged, so that nothing moves under a thumb. */
function drawBoard(list: HTMLElement, { board }: QuizView, resetName: (player: number) => void): void {
  const key = JSON.stringify(board)
  if (list.dataset['key'] === key) return
  list.dataset['key'] = key
  list.replaceChildren(...board.map((row) => playerRow(row, resetName)))
}
