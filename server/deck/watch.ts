/** Watches a deck's folder and decides which changes to show: it waits for writes to finish, and keeps a good deck. */
import { basename, relative } from 'node:path'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import type { Compiler } from './compiler.ts'
import { hasNothing, type DeckSource } from './load.ts'

/** A deck is compiled after this long without another change, because editors write in several steps. */
const SETTLED_MS = 100
/**
 * A deck that has fewer slides or errors may be half written, so it is accepted only after this long without a
 * change.
 */
const PATIENCE_MS = 1000
/** A folder that changes all the time is compiled after this long. */
const MOST_MS = 3000

export interface Watcher {
  compiler: Pick<Compiler, 'load' | 'warm'>
  /** The current deck. */
  current: () => Deck
  /** Called with a deck that should be shown now. */
  changed: (deck: Deck) => void
  /** Called when the deck on disk has an error and the current one stays. */
  kept: (why: DeckWarning) => void
}

/** Calls `changed` for each change in a deck's folder, and `failed` when it can no longer be watched. Returns its undo. */
export type WatchFolder = (root: string, changed: () => void, failed: (error: unknown) => void) => () => void

/** Returns its undo. */
export function watchDeck(
  source: DeckSource,
  { compiler, current, changed, kept }: Watcher,
  watchFolder: WatchFolder = watchFiles,
): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  /** The number of the newest change, and the time of the first one that has not been handled. */
  let newest = 0
  let since: number | undefined

  function queue(): void {
    newest += 1
    since ??= Date.now()
    compiler.warm()
    if (timer && Date.now() - since > MOST_MS) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(false), SETTLED_MS)
  }

  async function look(patient: boolean): Promise<void> {
    timer = undefined
    const seen = newest
    const overdue = since !== undefined && Date.now() - since > MOST_MS
    const deck = await compiler.load(source)
    // A newer change is handled separately.
    if (stopped || (seen !== newest && !overdue)) return
    if (!patient && seen === newest && mayBeHalf(deck, current())) {
      timer = setTimeout(() => void look(true), PATIENCE_MS - SETTLED_MS)
      return
    }
    since = undefined
    const [why] = deck.errors
    if (why && mustNotReplace(deck, current())) kept(why)
    else changed(deck)
  }

  const close = watchFolder(source.root, queue, (error) => {
    const message = `The deck's folder can no longer be watched: ${String(error)}`
    kept({ file: basename(source.entry), line: 1, message })
  })
  return () => {
    stopped = true
    clearTimeout(timer)
    close()
  }
}

function watchFiles(root: string, changed: () => void, failed: (error: unknown) => void): () => void {
  let stopped = false
  let close = (): void => {}
  // Loaded only here, so that a server that does not watch starts without it.
  void import('chokidar').then(({ watch }) => {
    if (stopped) return
    const ignored = (path: string): boolean => isIgnored(relative(root, path))
    const watcher = watch(root, { ignoreInitial: true, followSymlinks: false, depth: 3, ignored })
    watcher.on('all', changed)
    watcher.on('error', failed)
    close = () => void watcher.close()
  })
  return () => {
    stopped = true
    close()
  }
}

function mayBeHalf(deck: Deck, shown: Deck): boolean {
  return deck.errors.length > 0 || deck.outline.length < shown.outline.length
}

/** At start there may be no good deck; then any deck with a slide is better. */
function mustNotReplace(deck: Deck, shown: Deck): boolean {
  return shown.errors.length === 0 || (hasNothing(deck) && !hasNothing(shown))
}

/** Paths are relative to the deck's folder. Ignores hidden files and the temporary files of editors. */
function isIgnored(path: string): boolean {
  return /(^|[/\\])(\.[^/\\.][^/\\]*|node_modules)$|~$|\.sw[a-z]$/.test(path)
}
