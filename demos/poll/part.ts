/** What each kind of poll brings: a form to vote, and the result, in one element that never changes its size much. */
import type { Asked } from '../../protocol/features/poll-asked.ts'
import type { Cast } from '../../protocol/features/poll-slice.ts'
import type { Result } from '../../protocol/features/poll-result.ts'
import type { Vote } from '../../protocol/features/poll-vote.ts'

export interface PartState {
  /** This page may vote now. */
  open: boolean
  /** What this person voted or is about to vote. */
  mine: Vote | undefined
  /** Null while it is hidden. */
  result: Result | null
  votes: number
  /** This person's own answer or words, if only they see them. */
  alone: Cast | undefined
  before: { votes: number; result: Result } | null
}

export interface Part {
  element: HTMLElement
  draw(state: PartState): void
}

export interface PartTools {
  asked: Asked
  /** Absent on screens that only show the room. */
  cast?: (vote: Vote) => void
  /** Texts that a person has not sent yet, kept beyond a reload. */
  draft: { read(): string; save(text: string): void }
  /** For moderators: hides an open answer by its number, or a word, or shows it again. */
  hide?: (item: number | string, hidden: boolean) => void
  /** For moderators: marks the row of an answer that contains one of the deck's words. */
  mark?: (row: HTMLElement, text: string) => void
  /** The open answers before this one. */
  earlier: (item: number) => Promise<Pick<Result, 'answers' | 'earlier'> | null>
}

export interface KindModule {
  createPart(tools: PartTools): Part
}
