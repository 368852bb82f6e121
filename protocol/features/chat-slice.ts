/** The chat as the server keeps it: people, lines, and their changes. No collection here is ever copied completely. */
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'
import { GUEST, indexFrom, type ChatItem } from './chat-item.ts'
import { nameShown } from './chat-names.ts'

export interface Author {
  actor: ActorId
  name: string
  paired: boolean
  /** The newest line, and when it was written. */
  last: number
  at: number
  /** Lines before this entry no longer have their name; 0 for none. */
  resetAt: number
}

/** A change of earlier lines: one was hidden or shown, or the name of an author was removed from all of theirs. */
type Change = { seq: number; message: number } | { seq: number; author: number }

export interface Chat {
  /** The number of each person. */
  numbers: HashMap<number>
  /** By their numbers, which start at 1. */
  authors: List<Author>
  /** By id, the oldest first. */
  items: List<ChatItem>
  changes: List<Change>
  /** The names of paired browsers, by number, and the entry that last changed them. */
  speakers: Readonly<Record<number, string>>
  speakersSeq: number
  /** The newest entry that is included here. */
  seq: number
}

export const SILENT: Chat = {
  numbers: HashMap.of(),
  authors: List.of(),
  items: List.of(),
  changes: List.of(),
  speakers: {},
  speakersSeq: 0,
  seq: 0,
}

/** The names of paired browsers. */
export function speakersOf({ speakers }: Chat): string[] {
  return Object.values(speakers)
}

export function authorOf(slice: Chat, by: ActorId): Author | undefined {
  return authorNumbered(slice, slice.numbers.get(by) ?? 0)
}

export function authorNumbered({ authors }: Chat, number: number): Author | undefined {
  return number < 1 ? undefined : authors.at(number - 1)
}

export function nameOf(slice: Chat, by: ActorId): string {
  return authorOf(slice, by)?.name ?? GUEST
}

/** A person's name on every screen, and their number; null before they first write. */
export interface Me {
  name: string
  author: number | null
}

export function knownAs(slice: Chat, by: ActorId): Me {
  const author = slice.numbers.get(by)
  const known = authorOf(slice, by)
  if (author === undefined || !known) return { name: GUEST, author: null }
  return { name: nameShown(known.name, { author, paired: known.paired }, speakersOf(slice)), author }
}

/** Whether the newest line of a person is not shown to the room. */
export function isSilenced(slice: Chat, by: ActorId): boolean {
  const line = find(slice, authorOf(slice, by)?.last ?? 0)
  return line !== undefined && (line.hidden || line.muted === true)
}

export function find({ items }: Chat, id: number): ChatItem | undefined {
  const item = items.at(indexFrom(items, id))
  return item?.id === id ? item : undefined
}
