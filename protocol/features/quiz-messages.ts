/** The intents of the quiz, and its events. */
import * as v from 'valibot'
import type { EventOf, Events, IntentOf, Intents } from '../feature.ts'
import { MODERATORS } from '../role.ts'
import { MAX_OPTIONS } from './quiz-question.ts'

const id = v.pipe(v.string(), v.maxLength(80))
const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const options = v.pipe(
  v.array(v.pipe(whole, v.maxValue(MAX_OPTIONS - 1))),
  v.minLength(1),
  v.maxLength(MAX_OPTIONS),
)

export const quizIntents = {
  'quiz/start': { who: MODERATORS, fields: { question: id } },
  'quiz/close': { who: MODERATORS, fields: { question: id } },
  'quiz/reveal': { who: MODERATORS, fields: { question: id } },
  /** Sets all scores to zero, and every question can be started again. Nicknames stay. */
  'quiz/reset': { who: MODERATORS, fields: {} },
  'quiz/reset-name': { who: MODERATORS, fields: { player: whole } },
  /** A nickname is chosen once. Only a moderator can reset it; then another one can be chosen. */
  'quiz/join': { who: ['audience'], fields: { nickname: v.pipe(v.string(), v.maxLength(400)) } },
  /** The first answer of a participant to a question is final. */
  'quiz/answer': { who: ['audience'], fields: { question: id, options } },
} satisfies Intents
export type QuizIntent = IntentOf<typeof quizIntents>

const texts = v.array(v.string())
const numbers = v.array(whole)

export const quizEvents = {
  /** Everything about the question, because the deck may change while it is asked. */
  'quiz/started': {
    question: v.string(),
    text: v.string(),
    options: texts,
    right: numbers,
    explanation: v.string(),
    seconds: whole,
    points: whole,
  },
  'quiz/closed': {},
  'quiz/revealed': {},
  'quiz/cleared': {},
  'quiz/joined': { nickname: v.string() },
  'quiz/name-reset': { player: whole },
  'quiz/answered': { options: numbers },
} satisfies Events
export type QuizEvent = EventOf<typeof quizEvents>
