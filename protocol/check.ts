/** What is checked before a talk: the facts that the server knows, and the rows that people read. */
import type { TunnelStatus } from './address.ts'
import type { DeckWarning } from './deck.ts'
import type { FeedStatus } from './post.ts'

/** A row is good, or says what to do. */
export interface CheckRow {
  name: string
  good: boolean
  /** What is the case, in one line. */
  words: string
  /** Empty if it is good. */
  advice: string
}

// @__NO_SIDE_EFFECTS__
export function good(name: string, words: string): CheckRow {
  return { name, good: true, words, advice: '' }
}

// @__NO_SIDE_EFFECTS__
export function bad(name: string, words: string, advice: string): CheckRow {
  return { name, good: false, words, advice }
}

/** What the server knows about a talk; who shows it says it in their language (`check-rows.ts`). */
export interface CheckFacts {
  /** Connected stages. */
  stages: number
  /** The address of the stage. */
  stageUrl: string
  /** Connected phones of presenters. */
  phones: number
  /** Null without a tunnel. */
  tunnel: TunnelStatus | null
  storage: Storage
  /** Null if the deck shows no posts. */
  feed: FeedStatus | null
  warnings: DeckWarning[]
}

export interface Storage {
  /** Whether the newest entries are on disk or in Redis. */
  saved: boolean
  /** Where nothing is stored on purpose. */
  forgetful: boolean
  /** The folder and its free space; null without a folder. */
  disk: Disk | null
}

export interface Disk {
  folder: string
  /** Null if the system does not say. */
  freeBytes: number | null
}

/** What `lectern check` gets from a running server. */
export interface CheckAnswer {
  /** The public address, without a trailing slash. */
  address: string
  talks: { talk: string; title: string; facts: CheckFacts }[]
}
