/** The quiz: questions with right answers from the deck, a time limit, points and a leaderboard. */
import { feature, type EntryOf } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { ROLES } from '../role.ts'
import type { ChatEvent } from './chat.ts'
import { decideQuiz } from './quiz-decide.ts'
import { quizEvents, quizIntents, type QuizEvent } from './quiz-messages.ts'
import { holderOf, withNickname } from './quiz-names.ts'
import { reportQuiz } from './quiz-report.ts'
import {
  actorNumbered,
  answerKey,
  NO_QUIZ,
  playerOf,
  settle,
  withPlayer,
  type Player,
  type Quiz,
} from './quiz-slice.ts'
import { quizChanges, viewQuiz } from './quiz-view.ts'

export const quiz = feature({
  empty: NO_QUIZ,
  intents: quizIntents,
  events: quizEvents,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide: decideQuiz,
  evolve: {
    'quiz/started': start,
    'quiz/closed'(slice: Quiz, { seq }): Quiz {
      if (slice.question?.state !== 'open') return slice
      return { ...slice, question: { ...slice.question, state: 'closed' }, changedAt: seq }
    },
    'quiz/revealed'(slice, { seq }) {
      const settled = settle(slice)
      return settled === slice ? slice : { ...settled, changedAt: seq }
    },
    'quiz/cleared': (slice, { seq }) => cleared(slice, seq),
    'quiz/joined'(slice, { event: { nickname }, by, seq }) {
      const joined = withPlayer(slice, by, { ...playerOf(slice, by), nickname })
      const isShown = slice.top.includes(by)
      return {
        ...joined,
        nicknames: withNickname(slice.nicknames, nickname, by),
        changedAt: isShown ? seq : slice.changedAt,
      }
    },
    'quiz/name-reset'(slice, { event: { player }, seq }) {
      return withoutNickname(slice, actorNumbered(slice, player), seq)
    },
    'quiz/answered': addAnswer,
    /** A speaker who takes a name in the chat has it for themselves. */
    'chat/named'(slice: Quiz, { event, by, seq }: EntryOf<Extract<ChatEvent, { type: 'chat/named' }>>) {
      return event.paired ? withoutNickname(slice, holderOf(slice, event.name, by), seq) : slice
    },
  },
  view: viewQuiz,
  changes: quizChanges,
  own: ({ players }, actor): Player | undefined => players.get(actor),
  report: reportQuiz,
})

type EntryFor<T extends QuizEvent['type']> = EntryOf<Extract<QuizEvent, { type: T }>>

/** A question that was not revealed brings its points before the next one starts. */
function start(slice: Quiz, { event, seq, at }: EntryFor<'quiz/started'>): Quiz {
  const { question: id, text, options, right, explanation, seconds, points } = event
  return {
    ...settle(slice),
    question: { id, text, options, right, explanation, seconds, points, ask: seq, at, state: 'open' },
    started: slice.started.set(id, true),
    answered: 0,
    counts: options.map(() => 0),
    changedAt: seq,
  }
}

function addAnswer(slice: Quiz, { event, by, at }: EntryFor<'quiz/answered'>): Quiz {
  const { question, counts } = slice
  const player = playerOf(slice, by)
  if (!question || question.state === 'revealed' || player.answer?.ask === question.ask) return slice
  // The clock may have been set back meanwhile.
  const afterMs = Math.max(0, at - question.at)
  const answer = { ask: question.ask, options: event.options, afterMs }
  return {
    ...withPlayer(slice, by, { ...player, answer }),
    answers: slice.answers.set(answerKey(question.ask, by), answer),
    answered: slice.answered + 1,
    counts: counts.map((count, option) => count + (event.options.includes(option) ? 1 : 0)),
  }
}

function withoutNickname(slice: Quiz, actor: ActorId | undefined, seq: number): Quiz {
  const player = actor === undefined ? undefined : slice.players.get(actor)
  if (actor === undefined || !player || player.nickname === '') return slice
  const players = slice.players.set(actor, { ...player, nickname: '' })
  return { ...slice, players, changedAt: slice.top.includes(actor) ? seq : slice.changedAt }
}

function cleared(slice: Quiz, seq: number): Quiz {
  const unscored = { score: 0, rightMs: 0, rank: 0, answer: null, gained: 0 }
  const players = Array.from(slice.players, ([actor, player]): [ActorId, Player] => [
    actor,
    { ...player, ...unscored },
  ])
  return {
    ...NO_QUIZ,
    players: HashMap.of(players),
    actors: slice.actors,
    nicknames: slice.nicknames,
    changedAt: seq,
  }
}
