/** The rules of the quiz: what each intent becomes. */
import { refusal, type Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'
import { cleanText } from '../text.ts'
import { speakersOf, type Chat } from './chat-slice.ts'
import type { QuizEvent, QuizIntent } from './quiz-messages.ts'
import { isTaken } from './quiz-names.ts'
import { MAX_NICKNAME } from './quiz-nickname.ts'
import { quizQuestions } from './quiz-question.ts'
import { actorNumbered, isOpen, type Quiz } from './quiz-slice.ts'
import type { Talk } from './talk.ts'

export interface Reads {
  quiz: Quiz
  chat: Chat
  talk: Talk
}

export function decideQuiz(
  { quiz: slice, chat, talk }: Reads,
  intent: QuizIntent,
  who: Who,
  now: number,
): QuizEvent[] | Refusal {
  const { question } = slice
  switch (intent.type) {
    case 'quiz/start': {
      if (question?.id === intent.question && isOpen(question, now)) return []
      // One question brings points once.
      if (slice.started.has(intent.question)) return refusal('closed')
      const found = quizQuestions(talk.outline).find((each) => each.id === intent.question)
      if (!found) return refusal('no-such-item')
      const { id: started, ...rest } = found
      return [{ type: 'quiz/started', question: started, ...rest }]
    }
    case 'quiz/close':
      if (question?.id !== intent.question) return refusal('moved-on')
      return question.state === 'open' ? [{ type: 'quiz/closed' }] : []
    case 'quiz/reveal':
      if (question?.id !== intent.question) return refusal('moved-on')
      return question.state === 'revealed' ? [] : [{ type: 'quiz/revealed' }]
    case 'quiz/reset':
      return question ? [{ type: 'quiz/cleared' }] : []
    case 'quiz/reset-name': {
      const player = slice.players.get(actorNumbered(slice, intent.player) ?? '')
      if (!player) return refusal('no-such-item')
      return player.nickname === '' ? [] : [{ type: 'quiz/name-reset', player: intent.player }]
    }
    case 'quiz/join':
      return decideJoin(slice, speakersOf(chat), intent.nickname, who)
    case 'quiz/answer':
      return decideAnswer(slice, intent, who, now)
  }
}

function decideJoin(
  slice: Quiz,
  speakers: readonly string[],
  wanted: string,
  who: Who,
): QuizEvent[] | Refusal {
  const nickname = cleanText(wanted, MAX_NICKNAME)
  if (nickname === '') return refusal('malformed')
  if (who.passing) return refusal('no-cookie')
  const { nickname: chosen = '' } = slice.players.get(who.id) ?? {}
  if (chosen !== '') return chosen === nickname ? [] : refusal('closed')
  if (isTaken(slice, nickname, who.id, speakers)) return refusal('name-taken')
  return [{ type: 'quiz/joined', nickname }]
}

type AnswerIntent = Extract<QuizIntent, { type: 'quiz/answer' }>

function decideAnswer(slice: Quiz, intent: AnswerIntent, who: Who, now: number): QuizEvent[] | Refusal {
  const { question } = slice
  const chosen = [...new Set(intent.options)].toSorted((a, b) => a - b)
  if (who.passing) return refusal('no-cookie')
  if (!question || question.id !== intent.question) return refusal('closed')
  const { answer } = slice.players.get(who.id) ?? {}
  // A repetition of the answer that counts is accepted, also when the question is closed.
  if (answer?.ask === question.ask) return String(answer.options) === String(chosen) ? [] : refusal('closed')
  if (!isOpen(question, now)) return refusal('closed')
  const isValid = chosen.every((option) => option < question.options.length)
  if (!isValid || (question.right.length === 1 && chosen.length > 1)) return refusal('malformed')
  return [{ type: 'quiz/answered', options: chosen }]
}
