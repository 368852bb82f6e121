/** Decks on disk: found, loaded, watched. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Deck } from '../../protocol/deck.ts'
import { findSources, type DeckSource } from './find.ts'
import { assetsIn, servedFile } from './folder.ts'
import { parseDeck } from './parse.ts'

export type { DeckSource } from './find.ts'

/** Milliseconds without another change before a deck is compiled again: editors write in several steps. */
const SETTLED_MS = 80

/** One for a file or a folder with an entry, else every deck in the folder by name. Throws one readable line. */
export async function findDecks(path: string): Promise<DeckSource[]> {
  return findSources(path)
}

/** Never throws for what is in the file; a file that cannot be read becomes a deck that says so. */
export async function loadDeck(source: DeckSource): Promise<Deck> {
  const file = basename(source.entry)
  const assets = assetsIn(source.root)
  try {
    return await parseDeck({ id: source.id, file, text: await readFile(source.entry, 'utf8'), assets })
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? `cannot be read (${String(error.code)})` : String(error)
    const deck = await parseDeck({ id: source.id, file: 'error.md', text: `# ${file}\n\n${reason}`, assets })
    return { ...deck, warnings: [{ file, line: 1, message: `${file} ${reason}` }] }
  }
}

/** Compiles the deck again whenever a file in its folder changes. Returns its undo. */
export function watchDeck(source: DeckSource, onChange: (deck: Deck) => void): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let close = (): void => {}
  const reload = async (problem?: string): Promise<void> => {
    const deck = await loadDeck(source)
    if (problem) deck.warnings.push({ file: basename(source.entry), line: 1, message: problem })
    if (!stopped) onChange(deck)
  }
  const queue = (problem?: string): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(() => reload(problem))
    }, SETTLED_MS)
  }
  // Loaded only here: a server that does not watch starts without it.
  void import('chokidar').then(({ watch }) => {
    if (stopped) return
    const watcher = watch(source.root, { ignoreInitial: true, followSymlinks: false, depth: 3, ignored })
    watcher.on('all', () => queue())
    watcher.on('error', (error) => queue(`The deck's folder can no longer be watched: ${String(error)}`))
    close = () => void watcher.close()
  })
  return () => {
    stopped = true
    clearTimeout(timer)
    close()
  }
}

function ignored(path: string): boolean {
  return /(^|[/\\])(\.[^/\\.][^/\\]*|node_modules)$|~$|\.sw[a-z]$/.test(path)
}

/**
 * The file on disk for a request below the talk's address, or null. `requestPath` is as in the address, still encoded.
 * Never Markdown, HTML, hidden files, or anything outside of the deck's folder.
 */
export function resolveAsset(source: DeckSource, requestPath: string): string | null {
  return servedFile(source.root, requestPath)
}
