/** The quiz as the server keeps it: the question, the players with their answers, and the leaderboard. */
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'
import { deadlineOf } from './quiz-deadline.ts'
import { byStanding, isRight, isTied, pointsFor } from './quiz-points.ts'
import type { QuizQuestion } from './quiz-question.ts'

/** Places on the leaderboard that everybody sees. */
const TOP = 10

/** One person, as only they may see it. It contains nothing about a question that has not been revealed. */
export interface Player {
  /** 1, 2, 3 … in the order in which people joined. */
  number: number
  /** Empty without one. */
  nickname: string
  /** Of the questions that were revealed. */
  score: number
  rightMs: number
  /** The place on the leaderboard; 0 before the first one. */
  rank: number
  /** The newest answer. Its `ask` tells which question it belongs to. */
  answer: { ask: number; options: number[]; afterMs: number } | null
  /** With the question that was revealed last. */
  gained: number
}

export interface Asked extends QuizQuestion {
  /** The entry that started it. */
  ask: number
  /** When it was started, in ms since 1970. */
  at: number
  /** With a time limit, an open question is closed when its time is up: see `isOpen`. */
  state: 'open' | 'closed' | 'revealed'
}

/** A question as it ended. */
export interface PastQuestion extends Asked {
  answered: number
  counts: number[]
}

export interface Quiz {
  /** The newest question; null before the first one. */
  question: Asked | null
  /** The ids of all questions that were started since the last reset. */
  started: HashMap<true>
  /** All answers since the last reset: see {@link answerKey}. */
  answers: HashMap<NonNullable<Player['answer']>>
  players: HashMap<Player>
  /** The actor of each player, by number. */
  actors: List<ActorId>
  /** For each way to read a nickname, who took it last. They may have another nickname by now. */
  nicknames: HashMap<ActorId>
  /** The questions before it that brought points, the oldest first. */
  past: List<PastQuestion>
  /** Answers to the newest question: all of them, and by option. */
  answered: number
  counts: number[]
  /** The first places, best first. */
  top: ActorId[]
  /** The newest entry that changed more than the numbers of answers and of players. */
  changedAt: number
}

export const NO_QUIZ: Quiz = {
  question: null,
  started: HashMap.of(),
  answers: HashMap.of(),
  players: HashMap.of(),
  actors: List.of(),
  nicknames: HashMap.of(),
  past: List.of(),
  answered: 0,
  counts: [],
  top: [],
  changedAt: 0,
}

export function isOpen(question: Asked, now: number): boolean {
  return question.state === 'open' && now <= deadlineOf(question)
}

/** The player, or a new one with the next number. */
export function playerOf({ players, actors }: Quiz, actor: ActorId): Player {
  const known = players.get(actor)
  if (known) return known
  const number = actors.length + 1
  return { number, nickname: '', score: 0, rightMs: 0, rank: 0, answer: null, gained: 0 }
}

export function answerKey(ask: number, actor: ActorId): string {
  return `${ask} ${actor}`
}

export function actorNumbered({ actors }: Quiz, number: number): ActorId | undefined {
  return number < 1 ? undefined : actors.at(number - 1)
}

export function withPlayer(slice: Quiz, actor: ActorId, player: Player): Quiz {
  const isNew = !slice.players.has(actor)
  return {
    ...slice,
    players: slice.players.set(actor, player),
    actors: isNew ? slice.actors.push(actor) : slice.actors,
  }
}

/** Adds the points of the newest question and orders the players. Once for each question, in O(n log n). */
export function settle(slice: Quiz): Quiz {
  if (!slice.question || slice.question.state === 'revealed') return slice
  const question: Asked = { ...slice.question, state: 'revealed' }
  const all = Array.from(slice.players, ([actor, player]) => ({ actor, player: scored(player, question) }))
  all.sort((a, b) => byStanding(a.player, b.player))
  let rank = 0
  const ranked = all.map(({ actor, player }, i): [ActorId, Player] => {
    const above = all[i - 1]
    if (!above || !isTied(above.player, player)) rank = i + 1
    return [actor, { ...player, rank }]
  })
  return {
    ...slice,
    question,
    past: slice.past.push(pastOf(slice, question)),
    players: HashMap.of(ranked),
    top: ranked.slice(0, TOP).map(([actor]) => actor),
  }
}

export function pastOf(
  { answered, counts }: Pick<Quiz, 'answered' | 'counts'>,
  question: Asked,
): PastQuestion {
  return { ...question, answered, counts }
}

function scored(player: Player, question: Asked): Player {
  const { answer } = player
  if (answer?.ask !== question.ask || !isRight(answer.options, question.right))
    return { ...player, gained: 0 }
  const gained = pointsFor(question, answer.afterMs)
  return { ...player, gained, score: player.score + gained, rightMs: player.rightMs + answer.afterMs }
}
