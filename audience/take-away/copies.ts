/** Draws slides at their last step, as a projector shows them, as copies that need no script. */
import { copySlide, picturesIn } from '../../client/copy-slide.ts'
import type { DeckSettings } from '../../protocol/deck.ts'
import { START } from '../../protocol/position.ts'
import { wearLook } from '../../client/boxes.ts'
import type { Embedder } from './embed.ts'

export interface SlideCopy {
  title: string
  element: HTMLElement
}

/** The slides up to `last`, by index. `tell` gets how many are done. Rejects if the server cannot be reached. */
export async function copySlides(
  settings: DeckSettings,
  last: number,
  embedder: Embedder,
  tell: (done: number) => void,
): Promise<SlideCopy[]> {
  // Imported as the page does, so that it stays one file.
  const { createSlideDeck } = await import('../../client/slide-deck.ts')
  const response = await fetch('slides.html')
  if (!response.ok) throw new Error('The slides could not be loaded.')
  const { host, root } = makeHost(settings, await response.text())
  document.body.append(host)
  try {
    const deck = await createSlideDeck(
      root,
      { ...settings, transition: 'none' },
      { start: START, text: 1, stage: true },
    )
    const copies: SlideCopy[] = []
    // A document without a window loads nothing that its elements name.
    const inert = document.implementation.createHTMLDocument('')
    for (const slide of deck.outline.slice(0, last + 1)) {
      deck.show({ h: slide.h, v: slide.v, f: slide.steps - 1 })
      await picturesIn(root)
      const element = inert.importNode(copySlide(root, deck.currentSlide), true)
      await makeStatic(element, embedder)
      copies.push({ title: slide.title, element })
      tell(copies.length)
    }
    return copies
  } finally {
    host.remove()
  }
}

/** In the page, because only there slides have a layout, but neither seen nor read. */
function makeHost(settings: DeckSettings, html: string): { host: HTMLElement; root: HTMLElement } {
  const host = document.createElement('div')
  host.inert = true
  host.dataset['still'] = ''
  host.style.cssText = `position: fixed; z-index: -1; inset: 0 auto auto 0; width: ${settings.width}px; height: ${settings.height}px; visibility: hidden; contain: strict`
  const viewport = document.createElement('div')
  viewport.className = 'reveal-viewport'
  const root = document.createElement('div')
  root.className = 'reveal'
  root.dataset['layout'] = 'wide'
  wearLook(root, settings.look)
  const slides = document.createElement('div')
  slides.className = 'slides'
  // The compiler's HTML, as in `slide-deck.ts`.
  slides.innerHTML = html
  // A copy in the middle of a movement would lack what comes last.
  for (const slide of slides.querySelectorAll('[data-auto-animate]'))
    slide.removeAttribute('data-auto-animate')
  root.append(slides)
  viewport.append(root)
  host.append(viewport)
  return { host, root }
}

async function makeStatic(copy: HTMLElement, embedder: Embedder): Promise<void> {
  for (const moving of copy.querySelectorAll('video, audio, iframe, object, embed')) moving.remove()
  for (const link of copy.querySelectorAll('a[href]'))
    if (!/^(https?|mailto|tel):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href')
  for (const image of copy.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? ''
    const data = source === '' ? null : await embedder.file(new URL(source, document.baseURI).href)
    image.removeAttribute('srcset')
    if (data === null) image.removeAttribute('src')
    else image.src = data
  }
  for (const styled of copy.querySelectorAll<HTMLElement>('[style*="url("]'))
    styled.style.cssText = await embedder.styles(styled.style.cssText, document.baseURI)
}
