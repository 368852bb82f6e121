/** What a speaker does next in the quiz, so that one button is enough. No DOM. */
import { fill, plural, words } from '../../client/words.ts'
import type { Outline } from '../../protocol/deck.ts'
import type { Position } from '../../protocol/position.ts'
import { quizQuestions, QUIZ_TAG } from '../../protocol/features/quiz-question.ts'
import type { QuizView } from '../../protocol/features/quiz-view.ts'

/** A question of the deck, and where it is. */
export interface QuizPlace {
  id: string
  text: string
  at: Position
}

export type QuizStep =
  | { do: 'go' | 'start'; question: QuizPlace }
  | { do: 'close' | 'reveal'; question: string }
  | { do: 'board' | 'done' }

export function quizPlaces(outline: Outline): QuizPlace[] {
  return quizQuestions(outline).flatMap(({ id, text }) => {
    const slide = outline.find(({ elements = [] }) =>
      elements.some(({ name, attributes }) => name === QUIZ_TAG && attributes['id'] === id),
    )
    return slide ? [{ id, text, at: { h: slide.h, v: slide.v, f: -1 } }] : []
  })
}

/** `shown`: the stage shows the leaderboard, or has shown it for this question. `isUp`: the time of the question is up. */
export function nextStep(
  { question, started = [] }: QuizView,
  places: readonly QuizPlace[],
  { position, shown, isUp }: { position: Position; shown: boolean; isUp: boolean },
): QuizStep {
  if (question && question.state !== 'revealed') {
    return { do: question.state === 'open' && !isUp ? 'close' : 'reveal', question: question.id }
  }
  const next = places.find(({ id }) => !started.includes(id))
  const isHere = next?.at.h === position.h && next.at.v === position.v
  // A speaker who has already moved to the next question wants to start it.
  if (question && !shown && !isHere) return { do: 'board' }
  if (!next) return { do: 'done' }
  return { do: isHere ? 'start' : 'go', question: next }
}

/** On the large button. */
export function stepWords(step: QuizStep): string {
  const { quiz } = words.phone
  return step.do === 'board' ? quiz.showBoard : quiz[step.do]
}

/** The line below the button on More; null for a deck without a quiz. */
export function quizState(view: QuizView | undefined, places: readonly QuizPlace[]): string | null {
  if (places.length === 0 && !view?.question) return null
  const done = places.filter(({ id }) => view?.started?.includes(id)).length
  const { questions, state } = words.phone.quiz
  return fill(state, { questions: plural(questions, places.length), n: done })
}
