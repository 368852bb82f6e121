/** Finds the deck that a command names. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDecks, type DeckSource } from '../deck/load.ts'

/** Where decks are when only the name of a talk is given. */
const SLIDES = 'slides'

/** A file or folder, or the name of a talk whose deck is in `slides/`; null if there is none. */
export async function findDeck(named: string): Promise<DeckSource | null> {
  const path = [named, join(SLIDES, named)].find((each) => existsSync(each))
  if (path === undefined) return null
  const [source, another] = await findDecks(path)
  if (!source || another) throw new Error(`${path} has several talks: name one of them.`)
  return source
}
