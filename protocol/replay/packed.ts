/** What the file of a replay contains besides the recording. */
import type { DeckSettings } from '../deck.ts'

export interface Packed {
  talk: string
  settings: DeckSettings
  /** The slides and their style sheet, in which `lectern-file:3` stands for the fourth file. */
  slides: string
  css: string
  files: { type: string; base64: string }[]
  /** The sound begins so many ms after the replay does; negative if it began before. */
  audio: { type: string; offsetMs: number } | null
}
