/** The options of a question, each with a shape and a letter, and after the reveal with what is right. */
import type { QuizQuestionView } from '../../protocol/features/quiz-view.ts'
import { make } from '../parts.ts'
import { createChoices } from '../poll/choices.ts'
import { letterOf, shapeOf } from './quiz-shapes.ts'
import { percent, plural, words } from '../../client/words.ts'

interface QuizOptionsState {
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

/** Without `choose` the screen takes no input. */
export function createQuizOptions(texts: readonly string[], choose?: (option: number) => void): QuizOptions {
  const { element, draw } = createChoices(texts, choose, (option) => [
    shapeOf(option),
    make('span', 'quiz-letter', `${letterOf(option)} `),
  ])
  return {
    element,
    draw({ question, answered, chosen, open }) {
      const result = question.state === 'revealed' ? question.result : undefined
      const shares = result?.counts.map((votes) => {
        const part = answered === 0 ? 0 : votes / answered
        return { part, words: percent(part), more: plural(words.elements.answers, votes) }
      })
      draw({ chosen, enabled: open, shares: shares ?? null, ...(result && { right: result.right }) })
    },
  }
}
