/** A browser's copy of the quiz after a change. Separate from the quiz's rules, so that pages do not load them. */
import type { QuizChange, QuizView } from './quiz-view.ts'

export function mergeQuiz(view: QuizView, { answered, players, counts }: QuizChange): QuizView {
  const { question } = view
  if (!counts || !question?.result) return { ...view, answered, players }
  return { ...view, answered, players, question: { ...question, result: { ...question.result, counts } } }
}
