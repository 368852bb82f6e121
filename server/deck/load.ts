/** Decks on disk: found, and compiled in this very thread. `compiler.ts` does it in another one. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Deck } from '../../protocol/deck.ts'
import { findSources, type DeckSource } from './find.ts'
import { assetsIn } from './folder.ts'
import type { Origin } from './origin.ts'

export type { DeckSource } from './find.ts'

/** One for a file or a folder with an entry, else every deck in the folder by name. Throws one readable line. */
export async function findDecks(path: string): Promise<DeckSource[]> {
  return findSources(path)
}

/** `begin` hears where the work is. Never throws for what is in the file; see {@link failedDeck}. */
export async function loadDeck(source: DeckSource, begin?: (origin: Origin) => void): Promise<Deck> {
  const { parseDeck } = await import('./parse.ts')
  const file = basename(source.entry)
  try {
    const text = await readFile(source.entry, 'utf8')
    return await parseDeck({ id: source.id, file, text, assets: assetsIn(source.root), begin })
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? `cannot be read (${String(error.code)})` : String(error)
    return failedDeck(source, { line: 1, message: `${file} ${reason}.` })
  }
}

/** A deck of one neutral slide, for a file that gave none: what is wrong is for the presenter alone. */
export async function failedDeck(
  source: DeckSource,
  { file = basename(source.entry), line, message }: { file?: string; line: number; message: string },
): Promise<Deck> {
  const { neutralDeck } = await import('./parse.ts')
  return neutralDeck({ id: source.id, file, assets: assetsIn(source.root) }, { line, message })
}

/** True for a deck that has no slide but neutral ones. */
export function hasNothing({ errors, outline }: Pick<Deck, 'errors' | 'outline'>): boolean {
  return errors.length >= outline.length
}
