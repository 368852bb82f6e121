/** Loads the deck of a PDF: reads the file, and the Markdown file beside it. */
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Deck } from '../../../protocol/deck.ts'
import type { Assets } from '../assets.ts'
import type { DeckSource } from '../find.ts'
import type { Origin } from '../origin.ts'
import { parseDeck } from '../parse.ts'
import { pictureName } from './page-slide.ts'
import { readPdf } from './read.ts'

/** Throws for a file that cannot be read, and `UnusablePdf` for one that is no deck. */
export async function loadPdfDeck(
  { id, root, entry }: DeckSource,
  assets: Assets,
  begin?: (origin: Origin) => void,
): Promise<Deck> {
  const file = basename(entry)
  const bytes = await readFile(entry)
  const pdf = await readPdf(bytes, (page) => begin?.({ file, line: page, markdown: null }))
  const notesFile = `${basename(entry, extname(entry))}.md`
  const text = await readFile(join(root, notesFile), 'utf8').catch(ifMissing)
  const pictures = new Set(pdf.pages.map((_, i) => pictureName(pdf.hash, i + 1)))
  const deck = await parseDeck({
    id,
    file,
    text,
    pdf: { pdf, notesFile },
    assets: { ...assets, exists: (path) => pictures.has(path) || assets.exists(path) },
    begin,
  })
  // Shared, because the thread that draws the pages gets it, too.
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return { ...deck, pdf: { hash: pdf.hash, pages: pdf.pages.length, bytes: shared } }
}

function ifMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}
