/** Finds the decks at a path. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { slug, uniqueIds } from './titles.ts'

export interface DeckSource {
  /** The talk's id: `a-z`, `0-9` and `-`. */
  id: string
  /** The folder of the deck's files. */
  root: string
  /** The file with the slides. */
  entry: string
}

export const isPdf = (file: string): boolean => /\.pdf$/i.test(file)

const ENTRIES = ['deck.md', 'index.html', 'index.md', 'deck.html']
const DECK_FILE = /\.(md|markdown|html?|pdf)$/i
const MARKDOWN = /\.(md|markdown)$/i
/** Files that describe a folder of decks and are not decks themselves. */
const ABOUT = /^(readme|changelog|contributing|license|licence)\b/i

/**
 * A file is one deck, and so is a folder with an entry file. Otherwise, each deck in the folder. Throws a one-line
 * message if there is none.
 */
export function findSources(path: string): DeckSource[] {
  const full = resolve(path)
  if (!existsSync(full)) throw new Error(`There is no deck at ${path}: no such file or folder.`)
  try {
    const found = decksAt(full)
    if (found.length === 0)
      throw new Error(`There is no deck in ${path}: no deck.md, no index.html and no PDF.`)
    return withIds(found)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EACCES' || code === 'EPERM') throw new Error(`${path} may not be read.`, { cause: error })
    throw error
  }
}

type Found = Omit<DeckSource, 'id'> & { name: string }

function decksAt(full: string): Found[] {
  if (statSync(full).isFile()) {
    if (!DECK_FILE.test(full)) throw new Error(`${full} is not a deck: it must end in .md, .html or .pdf.`)
    return [deckOfFile(full)]
  }
  const own = deckOfFolder(full)
  return own
    ? [own]
    : readdirSync(full)
        .toSorted()
        .flatMap((name) => deckInside(full, name))
}

function deckOfFile(entry: string): Found {
  const name = basename(entry, extname(entry))
  const root = dirname(entry)
  return { name: ENTRIES.includes(basename(entry)) ? basename(root) : name, root, entry }
}

function deckOfFolder(root: string): Found | null {
  const entry = ENTRIES.map((name) => join(root, name)).find((file) => existsSync(file))
  return entry ? { name: basename(root), root, entry } : null
}

function deckInside(folder: string, name: string): Found[] {
  if (name.startsWith('.') || name === 'node_modules' || ABOUT.test(name)) return []
  const full = join(folder, name)
  // A broken link is not a deck, and must not stop the search.
  const stats = statSync(full, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return [deckOfFolder(full)].filter((deck) => deck !== null)
  return stats?.isFile() && DECK_FILE.test(name) && !isBesidePdf(full) ? [deckOfFile(full)] : []
}

/** Such a file has the notes of the PDF's pages. */
function isBesidePdf(file: string): boolean {
  const name = file.replace(MARKDOWN, '')
  return name !== file && ['.pdf', '.PDF'].some((ending) => existsSync(name + ending))
}

function withIds(found: Found[]): DeckSource[] {
  const unique = uniqueIds()
  return found.map(({ name, root, entry }) => {
    const plain = slug(name.normalize('NFD').replace(/\p{M}/gu, ''))
    const id = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
    return { id: unique(id || 'deck'), root, entry }
  })
}
