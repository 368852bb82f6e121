/** Announces changes on the screen to screen readers: each slide once, each new step once. */
import { fill, words } from './words.ts'

export interface Announcer {
  slide(title: string, number: number, count: number): void
  /** The elements that a step has just shown. */
  step(elements: Iterable<Element>): void
  say(text: string): void
}

/** Longer steps are cut; the slide itself can still be read. */
const MAX_STEP = 240

/** `region` is a polite live region. */
export function createAnnouncer(region: HTMLElement): Announcer {
  function say(text: string): void {
    if (text !== '' && text !== region.textContent) region.textContent = text
  }
  return {
    slide: (title, number, count) => say(fill(words.shell.slideOf, { title, n: number, count })),
    step(elements) {
      const texts = [...elements].map((element) => element.textContent.replace(/\s+/g, ' ').trim())
      say(texts.filter(Boolean).join(' ').slice(0, MAX_STEP))
    },
    say,
  }
}
