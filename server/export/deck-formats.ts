/** The formats of an exported deck, and the names of what is written. Separate, so that the command line is read without the rest. */
import type { TalkId } from '../../protocol/ids.ts'

export const DECK_FORMATS = ['pdf', 'site'] as const
export type DeckFormat = (typeof DECK_FORMATS)[number]

/** `my-talk.pdf` and `my-talk-site`. */
export function exportName(talk: TalkId, format: DeckFormat): string {
  return format === 'pdf' ? `${talk}.pdf` : `${talk}-site`
}
