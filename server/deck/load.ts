/** Loads decks from disk, and compiles them in the current thread. `compiler.ts` uses a separate one. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Deck } from '../../protocol/deck.ts'
import { charsetOfPage, decodeText } from './encoding.ts'
import { findSources, isPdf, type DeckSource } from './find.ts'
import { assetsIn } from './folder.ts'
import type { Origin } from './origin.ts'

/** For a Markdown or HTML file. The text of a long talk has less than a hundredth of this. */
const MOST_BYTES = 20_000_000

export { isPdf, type DeckSource } from './find.ts'

/**
 * One deck for a file or a folder with an entry file; otherwise every deck in the folder, by name. Throws a one-line
 * message.
 */
export async function findDecks(path: string): Promise<DeckSource[]> {
  return findSources(path)
}

/**
 * `begin` is called with each slide that is compiled. Never throws because of the file's content; see {@link
 * failedDeck}.
 */
export async function loadDeck(source: DeckSource, begin?: (origin: Origin) => void): Promise<Deck> {
  const { isHtml, parseDeck } = await import('./parse.ts')
  const file = basename(source.entry)
  try {
    if (isPdf(source.entry)) {
      const { loadPdfDeck } = await import('./pdf/load-pdf.ts')
      return await loadPdfDeck(source, assetsIn(source.root), begin)
    }
    const { size } = await stat(source.entry)
    if (size > MOST_BYTES) throw new TooLarge(size)
    const bytes = await readFile(source.entry)
    const text = decodeText(bytes, isHtml(file) ? charsetOfPage(bytes) : undefined)
    return await parseDeck({ id: source.id, file, text, assets: assetsIn(source.root), begin })
  } catch (error) {
    const reason = reasonOf(error)
    return failedDeck(source, { line: 1, message: `${file} ${reason}.` })
  }
}

class TooLarge extends Error {
  constructor(size: number) {
    // Rounded up, so that it never reads like the limit.
    super(`has ${Math.ceil(size / 100_000) / 10} MB, and a deck has at most ${MOST_BYTES / 1_000_000} MB`)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof TooLarge || error.name === 'UnusablePdf') return error.message
  return 'code' in error ? `cannot be read (${String(error.code)})` : String(error)
}

/** A deck of one neutral slide, for a file that could not be compiled. Only the presenter sees the reason. */
export async function failedDeck(
  source: DeckSource,
  { file = basename(source.entry), line, message }: { file?: string; line: number; message: string },
): Promise<Deck> {
  const { neutralDeck } = await import('./parse.ts')
  return neutralDeck({ id: source.id, file, assets: assetsIn(source.root) }, { line, message })
}

/** True for a deck that has only neutral slides. */
export function hasNothing({ errors, outline }: Pick<Deck, 'errors' | 'outline'>): boolean {
  return errors.length >= outline.length
}
