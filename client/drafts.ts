/** Unfinished texts of this person, which survive a reload. */
import { keep, readKept } from './kept.ts'

/** More than any field accepts. */
const MOST = 4000

/** `field` names the text field, such as `question`. Empty if there is no draft. */
export function readDraft(talk: string, field: string): string {
  return readKept(keyOf(talk, field)).slice(0, MOST)
}

/** An empty text removes the draft. */
export function saveDraft(talk: string, field: string, text: string): void {
  keep(keyOf(talk, field), text.slice(0, MOST))
}

function keyOf(talk: string, field: string): string {
  return `lectern.draft.${talk}.${field}`
}
