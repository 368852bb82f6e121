/** The mark beside a text that contains one of the deck's words, for moderators. */
import './flagged.css'
import { make } from './parts.ts'
import { words } from '../client/words.ts'

const MARK = 'flagged-mark'

export function flaggedMark(): HTMLElement {
  return make('strong', MARK, words.elements.flagged)
}

/** Puts the mark after the text of a row, which is its first element, or removes it. */
export function markFlagged(row: Element, is: boolean): void {
  const mark = row.querySelector(`.${MARK}`)
  if (is && !mark) row.firstElementChild?.after(flaggedMark())
  if (!is) mark?.remove()
}
