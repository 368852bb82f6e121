/** The questions as the server keeps them. No collection here is ever copied completely. */
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'

/** Characters of a question, of a reply and of a tag, and the number of tags. */
export const MAX_QUESTION = 280
export const MAX_REPLY = 500
export const MAX_TAG = 24
export const MAX_TAGS = 8
/** Questions that may wait for approval at the same time. */
export const MAX_HELD = 200

export const QUESTION_MODES = ['open', 'approve-first', 'closed'] as const
export type QuestionMode = (typeof QUESTION_MODES)[number]

/** `held`: waits for approval. Moderators see held and hidden ones. Nobody sees one that is gone. */
type QuestionState = 'held' | 'shown' | 'hidden' | 'gone'

export interface Question {
  by: ActorId
  /** Empty for an anonymous question. */
  name: string
  /** Asked under the name of a paired browser. */
  paired?: true
  text: string
  tags: string[]
  state: QuestionState
  votes: number
  answered: boolean
  /** Empty without a reply. */
  reply: string
  /** The entry since which browsers must have it whole; later only its votes have changed. */
  seq: number
}

/** What one participant has done. Only they see it. */
export interface Person {
  /** Their newest questions and votes, by number, for their own browsers. */
  asked: number[]
  voted: number[]
  /** Their questions that wait for approval. */
  held: { id: number; text: string }[]
  /** When they last asked, in ms since 1970. */
  at: number
}
const NOBODY: Person = { asked: [], voted: [], held: [], at: 0 }

/** Bounds of the lists of one person: what they did before no longer has a mark in their browser. */
const MOST_ASKED = 100
const MOST_VOTED = 200

export interface Questions {
  mode: QuestionMode
  /** The tags that the room may use. */
  tags: string[]
  /** By number, which starts at 1. */
  items: List<Question>
  people: HashMap<Person>
  /** `number actor` → 1 for a vote, 0 for one that was taken back. */
  votes: HashMap<number>
  /** The numbers of those that wait for approval, the oldest first. */
  held: number[]
  /** The numbers of the most wanted that are shown; see `questions-top.ts`. */
  top: number[]
  /** No shown question outside `top` has more votes; -1 if there is none outside. */
  floor: number
  /** Which question each entry has changed. */
  changes: List<{ seq: number; question: number }>
  /** The names of paired browsers, by their ids, and the entry that last changed these, the mode or the tags. */
  speakers: Readonly<Record<ActorId, string>>
  settingsSeq: number
}

export const NO_QUESTIONS: Questions = {
  mode: 'open',
  tags: [],
  items: List.of(),
  people: HashMap.of(),
  votes: HashMap.of(),
  held: [],
  top: [],
  floor: -1,
  changes: List.of(),
  speakers: {},
  settingsSeq: 0,
}

/** Undefined if there is none, or if it is gone. */
export function questionNumbered({ items }: Questions, number: number): Question | undefined {
  const found = number < 1 ? undefined : items.at(number - 1)
  return found?.state === 'gone' ? undefined : found
}

export function personOf({ people }: Questions, actor: ActorId): Person {
  return people.get(actor) ?? NOBODY
}

export function hasVoted({ votes }: Questions, number: number, actor: ActorId): boolean {
  return votes.get(voteKey(number, actor)) === 1
}

export function voteKey(number: number, actor: ActorId): string {
  return `${number} ${actor}`
}

export function withAsked(person: Person, id: number, text: string, held: boolean, at: number): Person {
  return {
    ...person,
    asked: [...person.asked, id].slice(-MOST_ASKED),
    held: held ? [...person.held, { id, text }].slice(-MOST_ASKED) : person.held,
    at,
  }
}

export function withVote(person: Person, id: number, on: boolean): Person {
  const others = person.voted.filter((each) => each !== id)
  return { ...person, voted: on ? [...others, id].slice(-MOST_VOTED) : others }
}
