/** Ends the start if the only deck is a PDF that cannot be shown. */
import { basename } from 'node:path'
import type { Deck } from '../../../protocol/deck.ts'
import { isPdf, type DeckSource } from '../find.ts'
import type { Pictures } from './pictures.ts'

/** Throws a one-line message. Other decks start with a neutral slide, because their author can mend them in place. */
export async function requireFirstPage(
  { entry }: DeckSource,
  { pdf, errors: [error] }: Deck,
  pictures: Pick<Pictures, 'page'>,
): Promise<void> {
  if (!isPdf(entry)) return
  if (!pdf) throw new Error(error ? readable(error) : `${basename(entry)} has no pages.`)
  await pictures.page(pdf, 1).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${basename(entry)}: page 1 cannot be drawn: ${reason}.`, { cause })
  })
}

/** Most messages start with the file's name. The others are about the page on their line. */
function readable({ file, line, message }: Deck['errors'][number]): string {
  return message.startsWith(file) ? message : `${file}, page ${line}: ${message}`
}
