import { expect, test } from 'vitest'
import type { QuizView } from '../../protocol/features/quiz-view.ts'
import { nextStep, quizPlaces, quizState, stepWords } from './quiz-steps.ts'

const slide = (h: number, id?: string) => ({
  id: `s${h}`,
  h,
  v: 0,
  title: 'Slide',
  steps: 0,
  ...(id && {
    elements: [
      {
        name: 'live-quiz',
        attributes: { id },
        text: id,
        items: ['a', 'b'],
        private: { attributes: { right: '1' } },
      },
    ],
  }),
})
const places = quizPlaces([slide(0), slide(1, 'one'), slide(2), slide(3, 'two')])
const at = (h: number) => ({ h, v: 0, f: -1 })

const view = (state?: 'open' | 'closed' | 'revealed', ...started: string[]): QuizView => ({
  over: [],
  question: state
    ? {
        ask: 1,
        id: started.at(-1) ?? '',
        text: '',
        options: [],
        seconds: 20,
        points: 1,
        at: 0,
        state,
        several: false,
      }
    : null,
  answered: 0,
  players: 0,
  board: [],
  started,
})

test('[U17] one button leads through the quiz: go, start, close, reveal, leaderboard, and again', () => {
  const steps: [QuizView, number, boolean, boolean, string][] = [
    [view(), 0, false, false, 'go'],
    [view(), 1, false, false, 'start'],
    [view('open', 'one'), 1, false, false, 'close'],
    [view('open', 'one'), 1, false, true, 'reveal'],
    [view('closed', 'one'), 1, false, false, 'reveal'],
    [view('revealed', 'one'), 1, false, true, 'board'],
    [view('revealed', 'one'), 1, true, true, 'go'],
    [view('revealed', 'one'), 3, false, true, 'start'],
    [view('revealed', 'one', 'two'), 3, false, true, 'board'],
    [view('revealed', 'one', 'two'), 3, true, true, 'done'],
  ]
  for (const [now, h, shown, isUp, does] of steps)
    expect(nextStep(now, places, { position: at(h), shown, isUp }).do).toBe(does)
})

test('[U17] each step has words, and a deck without a quiz has no button', () => {
  const next = nextStep(view(), places, { position: at(0), shown: false, isUp: false })
  expect(next).toEqual({ do: 'go', question: { id: 'one', text: 'one', at: at(1) } })
  expect(stepWords(next)).toBe('Go to the next question')
  expect(quizState(view('open', 'one'), places)).toBe('2 questions, 1 asked')
  expect(quizState(undefined, [])).toBeNull()
})
