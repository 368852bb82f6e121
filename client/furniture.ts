/** Draws the slide number and the progress bar; loaded only for decks that have them. */
import type { DeckSettings } from '../protocol/deck.ts'
import { progress, slideNumber, type Counted } from './slide-number.ts'

/** What is needed to count the slides below an element that contains the sections. */
export function countSlides(slides: ParentNode): Counted[] {
  return [...slides.children].filter(isSection).flatMap((section, h) => {
    const stack = [...section.children].filter(isSection)
    return (stack.length > 0 ? stack : [section]).map((slide, v) => ({
      h,
      v,
      stacked: stack.length > 0,
      counts: slide.dataset['visibility'] !== 'uncounted',
    }))
  })
}

/** Updates number and bar for the current slide. `root` is the `.reveal` element, `where` the kind of screen. */
export function drawFurniture(
  root: Element,
  settings: DeckSettings,
  where: 'room' | 'speaker',
  slides: readonly Counted[],
  at: { h: number; v: number },
  slide: Element,
): void {
  const index = slides.findIndex(({ h, v }) => h === at.h && v === at.v)
  const shown = settings.showSlideNumber === 'all' || settings.showSlideNumber === where
  const number = part(root, 'slide-number', settings.slideNumber !== null && shown)
  if (number && settings.slideNumber) number.textContent = slideNumber(settings.slideNumber, slides, index)
  const bar = part(root, 'progress', settings.progress)
  if (!bar) return
  if (!bar.firstElementChild) bar.append(document.createElement('span'))
  const fragments = slide.querySelectorAll('.fragment').length
  const steps = fragments > 0 ? slide.querySelectorAll('.fragment.visible').length / fragments : null
  ;(bar.firstElementChild as HTMLElement).style.transform = `scaleX(${progress(slides, index, steps)})`
}

function part(root: Element, name: string, wanted: boolean): HTMLElement | null {
  const there = root.querySelector<HTMLElement>(`:scope > .${name}`)
  if (!wanted) there?.remove()
  if (!wanted || there) return wanted ? there : null
  const made = document.createElement('div')
  made.className = name
  // The page announces the position itself.
  made.ariaHidden = 'true'
  // reveal.js hides the bar until its own script shows it.
  made.style.display = 'block'
  root.append(made)
  return made
}

function isSection(element: Element): element is HTMLElement {
  return element.localName === 'section'
}
