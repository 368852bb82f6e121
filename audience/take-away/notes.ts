/** A person's own notes and bookmarks, by slide. They are kept on this device and go nowhere else. */
import { keep, readKept } from '../../client/kept.ts'

export interface SlideNote {
  text: string
  bookmarked: boolean
}

export type Notes = Record<string, SlideNote>

export const MAX_NOTE = 4000
const NONE: SlideNote = { text: '', bookmarked: false }

export function readNotes(talk: string): Notes {
  try {
    const found: unknown = JSON.parse(readKept(keyOf(talk)) || '{}')
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(Object.entries(found).filter(([, note]) => isNote(note)))
  } catch {
    // The storage may contain anything.
    return {}
  }
}

export function noteOf(notes: Notes, slide: string): SlideNote {
  return Object.hasOwn(notes, slide) ? (notes[slide] ?? NONE) : NONE
}

/** Returns false if the device does not store it; then it lasts until the page closes. */
export function saveNote(talk: string, slide: string, { text, bookmarked }: SlideNote): boolean {
  // Read again, because another page of this browser may have written meanwhile.
  const others = Object.entries(readNotes(talk)).filter(([id]) => id !== slide)
  const note = { text: text.slice(0, MAX_NOTE), bookmarked }
  const all = note.text.trim() === '' && !bookmarked ? others : [...others, [slide, note] as const]
  return keep(keyOf(talk), all.length === 0 ? '' : JSON.stringify(Object.fromEntries(all)))
}

function keyOf(talk: string): string {
  return `lectern.notes.${talk}`
}

function isNote(found: unknown): found is SlideNote {
  const { text, bookmarked } = (found ?? {}) as Partial<SlideNote>
  return typeof text === 'string' && typeof bookmarked === 'boolean'
}
