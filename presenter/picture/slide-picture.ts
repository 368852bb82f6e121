/** `<slide-picture>`: one slide at one step as the stage would show it, still or live. Drawn only near the screen. */
import baseStyle from '../../client/theme/base.css?inline'
import frameStyle from '../../client/slides-frame.css?inline'
import partsStyle from '../../client/theme/reveal-parts.css?inline'
import slidesStyle from '../../client/theme/slides.css?inline'
import tightStyle from '../../client/theme/tight.css?inline'
import tokensStyle from '../../client/theme/tokens.css?inline'
import revealStyle from 'reveal.js/reveal.css?inline'
import { keepBoxes, wearLook } from '../../client/boxes.ts'
import { followCode } from '../../client/code-steps.ts'
import { drawFurniture } from '../../client/furniture.ts'
import type { PageContext } from '../../client/live-element.ts'
import type { Position } from '../../protocol/position.ts'
import { contrastClass, drawBackground } from './backgrounds.ts'
import { sectionKey, type LoadedDeck } from '../model/deck.ts'
import { el } from '../dom/dom.ts'
import { showFragments } from './fragments.ts'
import { lateStyles } from './late-styles.ts'
import { layOut } from './lay-out.ts'
import pictureStyle from './slide-picture.css?inline'

let shared: CSSStyleSheet[] | undefined

/** Parsed once for all pictures. */
function sharedStyles(): CSSStyleSheet[] {
  const sheets = [
    tokensStyle,
    baseStyle,
    revealStyle,
    frameStyle,
    slidesStyle,
    partsStyle,
    tightStyle,
    pictureStyle,
  ]
  shared ??= sheets.map((text) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
  return shared
}

const nearScreen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) (target as SlidePicture).near(isIntersecting)
  },
  { rootMargin: '400px' },
)
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) (target as SlidePicture).scale(contentRect.width)
})

export class SlidePicture extends HTMLElement {
  readonly #shadow = this.attachShadow({ mode: 'open' })
  #deck: LoadedDeck | undefined
  #at: Position | undefined
  #isNear = false
  /** Set for the one picture with live elements. */
  #context: PageContext | undefined
  #late = (): CSSStyleSheet[] => []
  /** What is currently drawn, so that a step on the same slide only toggles its fragments. */
  #drawn: { deck: LoadedDeck; key: string; slide: HTMLElement; reveal: HTMLElement } | undefined

  constructor() {
    super()
    this.#shadow.adoptedStyleSheets = sharedStyles()
  }

  connectedCallback(): void {
    // The text beside a picture describes it; the picture's own text is far too small to read.
    this.inert = true
    this.setAttribute('aria-hidden', 'true')
    nearScreen.observe(this)
    sizes.observe(this)
  }

  disconnectedCallback(): void {
    nearScreen.unobserve(this)
    sizes.unobserve(this)
  }

  show(deck: LoadedDeck, at: Position): void {
    this.#deck = deck
    this.#at = at
    this.#draw()
  }

  /** From now on, the live elements of its slide run while it is near the screen. */
  enliven(context: PageContext): void {
    this.#context = context
    this.#late = lateStyles(() => this.#dress())
  }

  near(is: boolean): void {
    this.#isNear = is
    this.#draw()
    this.#wake()
  }

  scale(width: number): void {
    if (this.#deck && width > 0) {
      this.style.setProperty('--picture-scale', String(width / this.#deck.settings.width))
    }
  }

  #draw(): void {
    const deck = this.#deck
    const at = this.#at
    if (!deck || !at || !this.#isNear) return
    const key = sectionKey(at)
    if (this.#drawn?.deck !== deck || this.#drawn.key !== key) this.#build(deck, key)
    if (!this.#drawn) return
    const { slide, reveal } = this.#drawn
    showFragments(slide, at.f)
    followCode(slide, false)
    drawFurniture(reveal, deck.settings, 'speaker', deck.counted, at, slide)
  }

  #dress(): void {
    this.#shadow.adoptedStyleSheets = [
      ...sharedStyles(),
      ...(this.#drawn?.deck.styles ?? []),
      ...this.#late(),
    ]
  }

  /** A slide that is not the current one has no running elements. */
  #wake(): void {
    if (!this.#context) return
    for (const section of this.#shadow.querySelectorAll('section'))
      section.classList.toggle('present', this.#isNear)
  }

  /** The elements are loaded with the first slide that has one. */
  async #load(): Promise<void> {
    if (!this.#context || !this.#shadow.querySelector(':not(:defined)')) return
    try {
      const { bringToLife } = await import('../../demos/live.ts')
      bringToLife(this.#shadow, this.#context)
    } catch (error) {
      console.warn('The live elements could not be loaded; their stills stay.', error)
    }
  }

  #build(deck: LoadedDeck, key: string): void {
    const { width, height, center } = deck.settings
    this.style.setProperty('--slide-width', `${width}px`)
    this.style.setProperty('--slide-height', `${height}px`)
    this.style.setProperty('--slide-aspect', `${width} / ${height}`)
    this.scale(this.clientWidth)
    const source = deck.sections.get(key)
    if (!source) {
      this.#drawn = undefined
      return this.#shadow.replaceChildren(el('div', { class: 'no-picture' }))
    }
    const section = document.importNode(source, true)
    const slide = section.classList.contains('stack') ? (section.firstElementChild as HTMLElement) : section
    for (const shown of [section, slide]) shown.classList.add('present')
    makeStill(slide)
    const background = drawBackground(slide)
    const reveal = el(
      'div',
      { class: 'reveal', 'data-layout': 'wide' },
      el('div', { class: 'slides' }, section),
      ...deck.beside.map((beside) => document.importNode(beside, true)),
    )
    placeBesideSlides(reveal)
    reveal.prepend(el('div', { class: 'backgrounds' }, background))
    const centred = center || slide.classList.contains('center')
    reveal.classList.toggle('center', center)
    wearLook(reveal, deck.settings.look)
    reveal.classList.toggle('rtl', deck.settings.rtl)
    const viewport = el('div', { class: 'reveal-viewport' }, reveal)
    if (slide.dataset['state']) viewport.classList.add(...slide.dataset['state'].split(' ').filter(Boolean))
    if (deck.theme !== 'auto') viewport.dataset['theme'] = deck.theme
    if (!this.#context) viewport.dataset['still'] = ''
    this.#shadow.replaceChildren(viewport)
    this.#drawn = { deck, key, slide, reveal }
    this.#dress()
    keepBoxes(reveal)
    void this.#load()
    const contrast = contrastClass(background)
    if (contrast) for (const marked of [slide, viewport]) marked.classList.add(contrast)
    const settle = (): void => layOut(slide, deck.settings, centred)
    slide.addEventListener('load', settle, true)
    settle()
    void document.fonts.ready.then(settle)
  }
}

/** Restores the elements that were among the slides without being one. */
function placeBesideSlides(reveal: HTMLElement): void {
  reveal.querySelector('.slides')?.append(...reveal.querySelectorAll(':scope > [data-beside="slides"]'))
}

/** Removes sound, films and framed pages, and loads at once what reveal.js would load later. */
function makeStill(slide: HTMLElement): void {
  for (const element of slide.querySelectorAll('audio')) element.remove()
  for (const film of slide.querySelectorAll('video')) {
    film.removeAttribute('autoplay')
    film.preload = 'none'
  }
  for (const frame of slide.querySelectorAll('iframe')) {
    const blank = el('div', { class: `no-picture ${frame.className}` })
    blank.style.cssText = frame.style.cssText
    frame.replaceWith(blank)
  }
  for (const late of slide.querySelectorAll<HTMLImageElement>('img[data-src]')) {
    late.src = late.dataset['src'] ?? ''
  }
}

customElements.define('slide-picture', SlidePicture)

declare global {
  interface HTMLElementTagNameMap {
    'slide-picture': SlidePicture
  }
}
