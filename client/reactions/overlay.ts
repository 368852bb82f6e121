/** The room's reactions over the slides of a page: each rises and fades. Loaded after the page has started. */
import './overlay.css'
import type { BurstNews } from '../../protocol/reactions.ts'
import type { Connection } from '../connection/connection.ts'
import { added, shareOut, wordsOf } from './counts.ts'
import { createFloats } from './floats.ts'
import { fill, words } from '../words.ts'

/** How long the counts of a burst stay, with reduced motion. */
const COUNTS_MS = 4000
/** A screen reader is told at most this often. */
const TELL_EVERY_MS = 10_000

/** `over` is the element that contains the slides. */
export function showReactions(connection: Pick<Connection, 'listen' | 'store'>, over: Element): void {
  const layer = document.createElement('div')
  layer.className = 'reactions'
  const drawn = document.createElement('div')
  drawn.ariaHidden = 'true'
  const counts = document.createElement('p')
  counts.className = 'reaction-counts pill'
  counts.hidden = true
  const summary = document.createElement('p')
  summary.className = 'visually-hidden'
  summary.role = 'status'
  drawn.append(counts)
  layer.append(drawn, summary)
  over.append(layer)

  const floats = createFloats(drawn)
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let recent: BurstNews = {}
  let fading: ReturnType<typeof setTimeout> | undefined
  let untold: BurstNews = {}
  let telling: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    floats.clear()
    counts.hidden = true
    recent = {}
  }

  function tell(): void {
    telling = undefined
    const list = wordsOf(untold)
    untold = {}
    if (list === '') return
    summary.textContent = fill(words.elements.react.heard, { list })
    telling = setTimeout(tell, TELL_EVERY_MS)
  }

  function show(burst: BurstNews): void {
    if (wordsOf(burst) === '') return
    untold = added(untold, burst)
    if (telling === undefined) tell()
    if (!calm.matches) return floats.add(shareOut(burst, floats.free()))
    recent = added(recent, burst)
    counts.textContent = wordsOf(recent)
    counts.hidden = false
    clearTimeout(fading)
    fading = setTimeout(clear, COUNTS_MS)
  }

  let unlisten: (() => void) | undefined
  /** A hidden page gets no reactions. */
  function watch(): void {
    if (!document.hidden) unlisten ??= connection.listen('bursts', show)
    else {
      unlisten?.()
      unlisten = undefined
    }
  }
  document.addEventListener('visibilitychange', watch)
  watch()
  connection.store.on('panic', ({ on }) => {
    if (on) clear()
  })
}
