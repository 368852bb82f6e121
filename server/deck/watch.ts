/** Watches a deck's folder, and says which of its changes should be shown: bursts are waited out, good decks are kept. */
import { basename, relative } from 'node:path'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import type { Compiler } from './compiler.ts'
import { hasNothing, type DeckSource } from './load.ts'

/** Without another change for this long, a deck is compiled: editors write in several steps. */
const SETTLED_MS = 100
/** A deck that has lost slides, or is broken, may be half written: it is believed after this time without a change. */
const PATIENCE_MS = 1000
/** A folder that never rests is compiled all the same. */
const MOST_MS = 3000

export interface Watcher {
  compiler: Pick<Compiler, 'load' | 'warm'>
  /** The deck that is shown. */
  current: () => Deck
  /** This one should be shown now. */
  changed: (deck: Deck) => void
  /** The deck on the disk is broken for this reason, and the one that is shown stays. */
  kept: (why: DeckWarning) => void
}

/** Returns its undo. */
export function watchDeck(source: DeckSource, { compiler, current, changed, kept }: Watcher): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let close = (): void => {}
  /** The number of the newest change, and when the first came that has not been looked at. */
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
    // A newer change is looked at by itself.
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

  // Loaded only here: a server that does not watch starts without it.
  void import('chokidar').then(({ watch }) => {
    if (stopped) return
    const ignored = (path: string): boolean => isIgnored(relative(source.root, path))
    const watcher = watch(source.root, { ignoreInitial: true, followSymlinks: false, depth: 3, ignored })
    watcher.on('all', queue)
    watcher.on('error', (error) => {
      const message = `The deck's folder can no longer be watched: ${String(error)}`
      kept({ file: basename(source.entry), line: 1, message })
    })
    close = () => void watcher.close()
  })
  return () => {
    stopped = true
    clearTimeout(timer)
    close()
  }
}

function mayBeHalf(deck: Deck, shown: Deck): boolean {
  return deck.errors.length > 0 || deck.outline.length < shown.outline.length
}

/** At the start there may be no good deck; then anything that has a slide is better. */
function mustNotReplace(deck: Deck, shown: Deck): boolean {
  return shown.errors.length === 0 || (hasNothing(deck) && !hasNothing(shown))
}

/** Within the deck's folder, wherever that is: hidden files, and what editors leave beside a file. */
function isIgnored(path: string): boolean {
  return /(^|[/\\])(\.[^/\\.][^/\\]*|node_modules)$|~$|\.sw[a-z]$/.test(path)
}
