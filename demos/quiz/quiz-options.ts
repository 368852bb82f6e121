/** The options of a question: large buttons on a page of the audience, rows on a screen for everybody. */
import type { QuizQuestionView } from '../../protocol/features/quiz-view.ts'
import { count, make, say } from '../parts.ts'
import { letterOf, shapeOf } from './quiz-shapes.ts'

export interface QuizOptionsState {
  question: QuizQuestionView
  answered: number
  /** The options of this participant. */
  chosen: readonly number[]
  /** Whether an option can be chosen now. */
  open: boolean
}

export interface QuizOptions {
  element: HTMLElement
  draw(state: QuizOptionsState): void
}

/** `choose` is null on a screen that takes no input. */
export function createQuizOptions(
  texts: readonly string[],
  choose: ((option: number) => void) | null,
): QuizOptions {
  const element = make('ol', 'quiz-options')
  element.dataset['count'] = String(texts.length)
  const rows = texts.map((text, option) => row(text, option, choose))
  element.append(...rows.map(({ item }) => item))
  return {
    element,
    draw(state) {
      rows.forEach(({ draw }) => draw(state))
    },
  }
}

function row(text: string, option: number, choose: ((option: number) => void) | null) {
  const item = make('li')
  const box = make(choose ? 'button' : 'div', 'quiz-option')
  const words = make('span', 'quiz-text', text)
  words.dir = 'auto'
  const letter = make('span', 'quiz-letter', letterOf(option))
  const mark = make('span', 'quiz-mark')
  mark.ariaHidden = 'true'
  const share = make('span', 'quiz-share')
  share.ariaHidden = 'true'
  const spoken = make('span', 'visually-hidden')
  const bar = make('span', 'quiz-bar')
  bar.ariaHidden = 'true'
  box.append(bar, shapeOf(option), letter, words, mark, share, spoken)
  item.append(box)
  if (choose && box instanceof HTMLButtonElement) {
    box.type = 'button'
    box.addEventListener('click', () => box.ariaDisabled !== 'true' && choose(option))
    // A key that presses the button must not move the slides.
    box.addEventListener('keydown', (event) => {
      if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
    })
  }

  function draw({ question, answered, chosen, open }: QuizOptionsState): void {
    const isMine = chosen.includes(option)
    const result = question.state === 'revealed' ? question.result : undefined
    const isRight = result?.right.includes(option) ?? false
    const votes = result?.counts[option] ?? 0
    const percent = answered === 0 ? 0 : Math.round((votes / answered) * 100)
    if (choose) {
      box.ariaPressed = String(isMine)
      // Not `disabled`, so that the focus stays and the text is as readable as before.
      box.ariaDisabled = String(!open)
    }
    box.classList.toggle('mine', isMine)
    box.classList.toggle('right', isRight)
    box.classList.toggle('wrong', result !== undefined && !isRight)
    box.style.setProperty('--share', String(percent / 100))
    say(mark, result ? (isRight ? '✓' : isMine ? '✗' : '') : isMine ? '●' : '')
    say(share, result ? `${percent} %` : '')
    say(spoken, result ? spokenResult(isRight, isMine, votes, percent) : '')
  }
  return { item, draw }
}

function spokenResult(isRight: boolean, isMine: boolean, votes: number, percent: number): string {
  const parts = [
    isRight ? 'right' : 'wrong',
    isMine ? 'your answer' : '',
    `${count(votes)} ${votes === 1 ? 'answer' : 'answers'}`,
  ]
  return `: ${parts.filter(Boolean).join(', ')}, ${percent} %`
}
