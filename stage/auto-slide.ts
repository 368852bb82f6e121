/**
 * Automatic steps from `autoSlide` and `data-autoslide`. Each paired stage counts by itself, and its `next` carries
 * its position: of several stages, the first one moves the talk, and the others are answered `moved-on`.
 */
import type { Store } from '../client/connection/store.ts'
import type { DeckSettings } from '../protocol/deck.ts'
import { samePosition, type Position } from '../protocol/position.ts'

/** A move that comes up to this much early may be the automatic one of another stage. */
const EARLY_MS = 400

type Settings = Pick<DeckSettings, 'autoSlide' | 'autoSlideStoppable'>

export interface AutoSlideParts {
  store: Pick<Store, 'view' | 'on'>
  settings: () => Settings
  /** The slide on the screen. */
  slide: () => Element
  /** The position after `next`; null at the end. */
  next: (from: Position) => Position | null
  /** Sends `next` from here. */
  go: (from: Position) => void
  /** Tells the speaker that automatic steps have started or stopped. */
  tell: (running: boolean) => void
}

export interface AutoSlide {
  /** Starts or stops the automatic steps. */
  toggle(): void
  /** The deck was edited. */
  recount(): void
}

export function createAutoSlide({ store, settings, slide, next, go, tell }: AutoSlideParts): AutoSlide {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The step that is being counted, its start, and its length. */
  let step: { at: Position; since: number; ms: number } | undefined

  function count(): void {
    clearTimeout(timer)
    const { position, screen, talk } = store.view
    step = undefined
    if (!position) return
    const ms = delayOf(slide(), settings().autoSlide)
    if (ms <= 0 || next(position) === null) return
    step = { at: position, since: performance.now(), ms }
    if (stopped || screen?.blanked || screen?.join || talk?.over) return
    timer = setTimeout(() => go(position), ms)
  }

  /** As in reveal.js, a manual move stops the automatic steps until somebody starts them again. */
  function moved(to: Position): void {
    const expected = step && next(step.at)
    const inTime = step && performance.now() - step.since >= step.ms - EARLY_MS
    const byItself = inTime && expected && samePosition(expected, to)
    if (step && !byItself && !samePosition(step.at, to) && !stopped && settings().autoSlideStoppable) {
      stopped = true
      tell(false)
    }
    count()
  }

  store.on('position', moved)
  store.on('screen', count)
  store.on('talk', count)

  return {
    toggle() {
      if (!step) return
      stopped = !stopped
      tell(!stopped)
      count()
    },
    recount: count,
  }
}

/**
 * The step's own time, or else that of the slide, its stack or the deck. Films that play automatically play to their
 * end.
 */
function delayOf(slide: Element, deck: number | false): number {
  if (deck === false) return 0
  const own = slide.querySelector('.current-fragment[data-autoslide]') ?? slide
  const given =
    own.getAttribute('data-autoslide') ??
    slide.getAttribute('data-autoslide') ??
    slide.parentElement?.getAttribute('data-autoslide')
  if (given) return Number.parseInt(given, 10) || 0
  if (deck === 0 || slide.querySelector('.fragment')) return deck
  const films = [...slide.querySelectorAll<HTMLMediaElement>('video[data-autoplay], audio[data-autoplay]')]
  const longest = Math.max(0, ...films.map((film) => (film.duration * 1000) / film.playbackRate || 0))
  return longest > deck ? longest + 1000 : deck
}
