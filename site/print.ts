/** Lays out a deck as the pages of a PDF: each slide, or each of its steps, as the stage shows it. */
import './print.css'
import { readPage } from './slides.ts'
import { bakeElements } from './bake.ts'
import { copySlide, picturesIn, scrollsOf } from '../client/copy-slide.ts'
import type { Views } from './fixed-connection.ts'
import { createSlideDeck, type SlideDeck } from '../client/slide-deck.ts'
import { START } from '../protocol/position.ts'

export interface PagesWanted {
  /** A page for each step instead of one for each slide. */
  steps: boolean
  /** The notes of each slide as HTML, empty for none; absent for pages without notes. */
  notes?: string[]
  /** What the talk ended with; empty for a deck that was not given. */
  views: Views
}

declare global {
  interface Window {
    /** Called by the program that prints the page. Resolves to the number of pages. */
    lecternPages(wanted: PagesWanted): Promise<number>
  }
}

window.lecternPages = async ({ steps, notes, views }) => {
  const { boot, root } = readPage()
  const { width, height } = boot.settings
  document.documentElement.style.cssText = `--page-width: ${width}px; --page-height: ${height}px`
  document.documentElement.classList.toggle('with-notes', notes !== undefined)
  const paper = document.createElement('style')
  paper.textContent = `@page { size: ${width}px ${height}px; margin: 0 }`
  document.head.append(paper)
  // A slide is measured once, so its fonts must be there. A font that cannot be loaded has a fallback.
  await Promise.allSettled([...document.fonts].map((font) => font.load()))

  const deck = await createSlideDeck(root, boot.settings, { start: START, text: 1, stage: true })
  const bake = bakeElements(root, boot.talk, views)
  const pages = document.createElement('main')
  const settle: (() => void)[] = []
  for (const [i, slide] of deck.outline.entries()) {
    const last = slide.steps - 1
    for (let f = steps ? -1 : last; f <= last; f += 1) {
      deck.show({ h: slide.h, v: slide.v, f })
      await picturesIn(root)
      await bake(deck.currentSlide)
      const page = document.createElement('article')
      page.id = pageId(i, f)
      const scroll = scrollsOf(deck.currentSlide)
      page.append(copySlide(root, deck.currentSlide))
      if (notes !== undefined) page.append(notesOf(notes[i] ?? '', i, deck.outline.length))
      connectLinks(page, deck, steps)
      pages.append(page)
      const slideOfPage = page.querySelector('section.present:not(.stack)')
      settle.push(() => slideOfPage && scroll(slideOfPage))
    }
  }
  document.querySelector('.show')?.remove()
  document.body.append(pages)
  for (const each of settle) each()
  await picturesIn(pages)
  return pages.childElementCount
}

function pageId(slide: number, step: number): string {
  return `lectern-page-${slide + 1}-${step + 1}`
}

function notesOf(html: string, i: number, count: number): HTMLElement {
  const notes = document.createElement('aside')
  notes.className = 'page-notes'
  // The compiler's HTML, cleaned like the slides.
  notes.innerHTML = html
  const number = document.createElement('p')
  number.className = 'page-number'
  number.textContent = `${i + 1} / ${count}`
  notes.prepend(number)
  return notes
}

/** Links between slides lead to pages. Links to files would lead into a folder that is gone. */
function connectLinks(page: Element, deck: SlideDeck, steps: boolean): void {
  for (const link of page.querySelectorAll('a[href]')) {
    const href = link.getAttribute('href') ?? ''
    if (/^(https?|mailto|tel):/i.test(href)) continue
    const target = href.startsWith('#') ? deck.find(href) : null
    const slide = target && deck.outline[target.index]
    if (!slide) link.removeAttribute('href')
    else link.setAttribute('href', `#${pageId(target.index, steps ? (target.f ?? -1) : slide.steps - 1)}`)
  }
}
