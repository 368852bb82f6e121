/** The polls as the server keeps them: what each asks, its counts, and each participant's votes. */
import { HashMap } from '../persistent/hash-map.ts'
import type { ActorId } from '../ids.ts'
import type { Asked } from './poll-asked.ts'
import type { Result } from './poll-result.ts'
import type { Vote } from './poll-vote.ts'
import type { Cloud } from './poll-words.ts'

/** The newest polls that are kept. */
export const MAX_POLLS = 40

/** The votes of an earlier round. */
export interface Earlier {
  votes: number
  result: Result
}

export interface Poll {
  id: string
  asked: Asked
  open: boolean
  /** The room may see the results. */
  shown: boolean
  /** The entry with which the current votes began: another one after a reset and in another round. */
  ballot: number
  /** From 1. */
  round: number
  /** Participants who have voted in this ballot. */
  votes: number
  /** Empty for open answers and words. */
  counts: readonly number[]
  cloud: Cloud
  /** How many open answers there are; they are numbered from 1. */
  answers: number
  before: Earlier | null
  /** The entry that opened it last. */
  openedAt: number
  /** The newest entry that changed it, and the newest that changed more than its votes. */
  seq: number
  settledAt: number
}

/** What one participant voted. `answer` is the number of an open answer. */
export interface Cast {
  ballot: number
  vote: Vote
  answer?: number
  /** Written while they were muted: their answer or words are shown to them, and not to the room. */
  alone?: true
}

export interface Word {
  /** As it was first written. */
  word: string
  count: number
  hidden: boolean
}

interface Answer {
  text: string
  hidden: boolean
  /** Written while its author was muted: only moderators and the author see it. */
  muted?: true
}

export interface Polls {
  /** Those that were opened or made by hand, the oldest first. */
  polls: readonly Poll[]
  /** By participant: their votes by poll. A vote of an earlier ballot counts no more. */
  votes: HashMap<Readonly<Record<string, Cast>>>
  /** By ballot and word. */
  words: HashMap<Word>
  /** By ballot and number. */
  answers: HashMap<Answer>
  /** The newest entry that removed a poll. */
  droppedAt: number
}

export const NO_POLLS: Polls = {
  polls: [],
  votes: HashMap.of(),
  words: HashMap.of(),
  answers: HashMap.of(),
  droppedAt: 0,
}

export function pollNamed({ polls }: Pick<Polls, 'polls'>, id: string): Poll | undefined {
  return polls.find((poll) => poll.id === id)
}

/** What this participant voted in the current ballot. */
export function castOf({ votes }: Polls, { id, ballot }: Poll, actor: ActorId): Cast | undefined {
  const cast = votes.get(actor)?.[id]
  return cast?.ballot === ballot ? cast : undefined
}

export function itemKey({ ballot }: Poll, item: string | number): string {
  return `${ballot} ${item}`
}
