/** The slides of a page: reveal.js without its own controls, moved to positions, replaced in place, laid out again. */
import Reveal, { type RevealApi, type RevealConfig } from 'reveal.js'
import type { DeckSettings, OutlineSlide } from '../protocol/deck.ts'
import { samePosition, type Position } from '../protocol/position.ts'
import { keepBoxes, wearLook } from './boxes.ts'
import { followCode } from './code-steps.ts'
import { placeBeside, removeBeside } from './beside.ts'
import { fit } from './fit.ts'
import { createOverflow } from './overflow.ts'
import { readLink, type LinkTarget } from './links.ts'
import type { StartConfig } from './reveal/start.ts'

export interface SlideDeck {
  /** The slides on the page, in order. */
  readonly outline: readonly OutlineSlide[]
  /** The position on the screen. */
  readonly position: Position
  readonly currentSlide: HTMLElement
  show(at: Position): void
  /** Replaces all slides without a flash; `at` is a position in the new ones. */
  swap(html: string, settings: DeckSettings, at: (outline: OutlineSlide[]) => Position): void
  /** Lays out again; `text` enlarges the content of slides. */
  setText(text: number): void
  /** The slide, and the step if it has one, that a link between slides names (`#/2/1/0`, `#id`); or null. */
  find(hash: string): LinkTarget | null
}

export interface SlideDeckOptions {
  start: Position
  /** Enlarges the content of slides; 1 is as authored. */
  text: number
  /** A projector never gets the tall layout, and its slides do not scroll. */
  stage?: boolean
}

const FOLLOWER: RevealConfig = {
  embedded: true,
  keyboard: false,
  touch: false,
  controls: false,
  progress: false,
  overview: false,
  hash: false,
  history: false,
  respondToHashChanges: false,
  jumpToSlide: false,
  help: false,
  postMessage: false,
  postMessageEvents: false,
  scrollActivationWidth: 0,
  focusBodyOnPageVisibilityChange: false,
  hideInactiveCursor: false,
  autoSlide: false,
  minScale: 0.05,
  maxScale: 20,
}

/** `root` is the `.reveal` element, with its sections in `.slides`. */
export async function createSlideDeck(
  root: HTMLElement,
  settings: DeckSettings,
  { start, text, stage = false }: SlideDeckOptions,
): Promise<SlideDeck> {
  const slides = root.querySelector<HTMLElement>('.slides')
  if (!slides) throw new Error('This page has no slides element.')
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  // From now on, `before-paint.ts` no longer places the first slide.
  root.dataset['taken'] = ''
  removeHidden(slides)
  keepBoxes(root)
  placeBeside(slides)
  // Features that only some decks have are loaded only for them.
  let furniture = await loadFurniture(settings)
  let films = stage ? null : await loadFilms(slides)
  films?.quietFilms(slides)

  function look(): RevealConfig {
    const room = { width: root.offsetWidth, height: root.offsetHeight }
    const { layout, width, height } = fit(room, stage ? { ...settings, reflow: false } : settings, text)
    root.dataset['layout'] = layout
    root.parentElement?.style.setProperty('--slide-height', `${height}px`)
    return {
      width,
      height,
      margin: settings.margin,
      rtl: settings.rtl,
      // Films on a follower's page play on request.
      autoPlayMedia: stage ? null : false,
      center: settings.center,
      transition: still.matches ? 'none' : settings.transition,
      backgroundTransition: still.matches ? 'none' : 'fade',
      autoAnimate: !still.matches && 'adoptedStyleSheets' in document,
    }
  }

  const reveal = await startReveal(root, { ...FOLLOWER, ...look() }, start)
  // reveal.js would announce whole slides at every step and set the role `application`; the page does better.
  root.querySelector(':scope > .aria-status')?.remove()
  root.removeAttribute('role')
  // It replaced the first slide's own, which is there now.
  root.style.removeProperty('background')
  takeColours(root)
  let outline = readOutline(slides)
  // Lectern's theme centres with CSS; in other themes reveal.js computes the place.
  const overflow = createOverflow(root, slides, !stage, () => {
    if (settings.look === 'own') reveal.layout()
  })

  function position(): Position {
    const { h, v, f } = reveal.getIndices()
    return { h, v, f: f ?? -1 }
  }

  function currentSlide(): HTMLElement {
    return reveal.getCurrentSlide()
  }

  function show(at: Position): void {
    if (samePosition(position(), at)) return
    const before = currentSlide()
    reveal.slide(at.h, at.v, at.f)
    drawn(before === currentSlide())
  }

  /** Updates everything besides reveal.js for the position; `smooth` for a step on the same slide. */
  function drawn(smooth = false): void {
    const slide = currentSlide()
    overflow.show(slide)
    followCode(slide, smooth)
    furniture?.drawFurniture(root, settings, 'room', furniture.countSlides(slides!), position(), slide)
    films?.offerFilm(root, slide, reveal.getSlideBackground(slide))
  }

  /** After the size of the slides has changed. */
  function settle(): void {
    overflow.layOut()
    followCode(currentSlide(), false)
  }

  /** An edited deck may have features that the previous one did not have. */
  async function loadMore(): Promise<void> {
    furniture ??= await loadFurniture(settings)
    if (!stage) films ??= await loadFilms(slides!)
    films?.quietFilms(slides!)
    drawn()
  }

  function relayout(): void {
    const at = position()
    const before = root.dataset['layout']
    const next = look()
    const { width, height } = reveal.getConfig()
    if (width === next.width && height === next.height && before === root.dataset['layout']) return
    reveal.configure(next)
    reveal.slide(at.h, at.v, at.f)
    settle()
  }

  new ResizeObserver(relayout).observe(root)
  still.addEventListener('change', () => reveal.configure(look()))
  // Content that loads late may change the height of a slide.
  slides.addEventListener('load', () => reveal.layout(), true)
  void document.fonts.ready.then(() => {
    reveal.layout()
    settle()
  })
  drawn()

  return {
    get outline() {
      return outline
    },
    get position() {
      return position()
    },
    get currentSlide() {
      return currentSlide()
    },
    show,
    swap(html, newSettings, at) {
      settings = newSettings
      root.classList.add('swapping')
      slides.innerHTML = html
      removeHidden(slides)
      wearLook(root, settings.look)
      keepBoxes(root)
      removeBeside(root)
      placeBeside(slides)
      films?.quietFilms(slides)
      void loadMore()
      for (const section of slides.querySelectorAll('section > section')) section.classList.add('future')
      const next = look()
      // The slide that reveal.js would animate from is no longer on the page.
      reveal.configure({ ...next, autoAnimate: false })
      takeColours(root)
      outline = readOutline(slides)
      const to = at(outline)
      reveal.slide(to.h, to.v, to.f)
      Object.assign(reveal.getConfig(), next)
      drawn()
      requestAnimationFrame(() => requestAnimationFrame(() => root.classList.remove('swapping')))
    },
    setText(size) {
      text = size
      relayout()
    },
    find: (hash) => readLink(hash, slides, outline),
  }
}

/** Resolves as soon as reveal.js shows the slide. */
function startReveal(root: HTMLElement, config: RevealConfig, start: Position): Promise<RevealApi> {
  return new Promise((resolve) => {
    const own: StartConfig = { start, started: () => resolve(reveal) }
    const reveal: RevealApi = new Reveal(root, { ...config, ...own })
    void reveal.initialize()
  })
}

async function loadFurniture({
  slideNumber,
  progress,
}: DeckSettings): Promise<typeof import('./furniture.ts') | null> {
  return slideNumber || progress ? import('./furniture.ts') : null
}

async function loadFilms(slides: HTMLElement): Promise<typeof import('./quiet-films.ts') | null> {
  return slides.querySelector('video, audio, [data-background-video]') ? import('./quiet-films.ts') : null
}

/** As reveal.js does at start: a slide hidden by its author is not in the deck. */
function removeHidden(slides: HTMLElement): void {
  for (const section of slides.querySelectorAll('section[data-visibility="hidden"]')) {
    const parent = section.parentElement
    if (parent?.localName === 'section' && parent.childElementCount === 1) parent.remove()
    else section.remove()
  }
}

/**
 * A slide with its own background takes colours that are readable on it, whatever the page's theme is. A theme of the
 * deck has its own rules for that.
 */
function takeColours(root: HTMLElement): void {
  if (!root.classList.contains('lectern')) return
  for (const slide of root.querySelectorAll<HTMLElement>(
    '.slides :is(.has-dark-background, .has-light-background)',
  )) {
    slide.dataset['theme'] = slide.classList.contains('has-dark-background') ? 'dark' : 'light'
  }
}

/**
 * The outline of the slides on the page, once reveal.js has numbered their fragments. A slide without an id is
 * identified by its title, as on the server.
 */
function readOutline(slides: HTMLElement): OutlineSlide[] {
  const taken = new Map<string, number>()
  return [...slides.querySelectorAll<HTMLElement>(':scope > section')].flatMap((section, h) => {
    const stack = [...section.querySelectorAll<HTMLElement>(':scope > section')]
    return (stack.length > 0 ? stack : [section]).map((slide, v) => {
      const title = titleOf(slide)
      const wanted = slide.id || title
      const nth = (taken.get(wanted) ?? 0) + 1
      taken.set(wanted, nth)
      return { id: nth === 1 ? wanted : `${wanted}-${nth}`, h, v, title, steps: stepsOf(slide) }
    })
  })
}

function titleOf(slide: HTMLElement): string {
  const heading = slide.querySelector('h1, h2, h3, h4, h5, h6')?.textContent ?? slide.textContent
  return heading.replace(/\s+/g, ' ').trim().slice(0, 120)
}

function stepsOf(slide: HTMLElement): number {
  const indexes = [...slide.querySelectorAll('.fragment')].map((fragment) =>
    Number(fragment.getAttribute('data-fragment-index')),
  )
  return Math.max(-1, ...indexes) + 1
}
