/** The base of every live element: it lives while its slide shows, and leaves its still otherwise. */
import type { Role } from '../protocol/role.ts'
import type { Room } from './connect.ts'

/** What an element may use: it reads the room, and never changes what it shows by itself. */
export interface LiveContext {
  /** The id of the talk; its addresses begin with `/<talk>/`. */
  talk: string
  role: Role
  room: Room
}

type Undo = () => void

let context: LiveContext | undefined

/** Called once by a page, before it loads any element. */
export function provideContext(given: LiveContext): void {
  context = given
}

/**
 * Extend it, and implement `show`: fill `this`, subscribe, and return what undoes the subscriptions. It is
 * called when the element's slide comes on the screen, and its undo when the slide goes, the page is hidden,
 * or the element is removed. What stood inside the tag is the still, and stands there again after that. Inside
 * a `data-still` it never lives: a preview of a slide.
 */
export abstract class LiveElement extends HTMLElement {
  #still: Node[] = []
  #undo: Undo | undefined
  #watching: MutationObserver | undefined
  readonly #decide = (): void => {
    if (this.#onScreen()) this.#begin()
    else this.#end()
  }

  protected abstract show(context: LiveContext): Undo

  connectedCallback(): void {
    const sections = ancestors(this, 'section')
    this.#watching = new MutationObserver(this.#decide)
    for (const section of sections) {
      this.#watching.observe(section, { attributes: true, attributeFilter: ['class'] })
    }
    document.addEventListener('visibilitychange', this.#decide)
    this.#decide()
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#decide)
    this.#watching?.disconnect()
    this.#end()
  }

  /** Outside of slides, as on a page of its own, it is always on the screen. */
  #onScreen(): boolean {
    if (!this.isConnected || document.hidden || this.closest('[data-still]')) return false
    return ancestors(this, 'section').every((section) => section.classList.contains('present'))
  }

  #begin(): void {
    if (this.#undo || !context) return
    this.#still = [...this.childNodes]
    this.replaceChildren()
    this.dataset['live'] = ''
    try {
      this.#undo = this.show(context)
    } catch (error) {
      this.fail(error)
    }
  }

  #end(): void {
    if (!this.#undo) return
    const undo = this.#undo
    this.#undo = undefined
    try {
      undo()
    } catch (error) {
      console.warn(`<${this.localName}> did not end well`, error)
    }
    delete this.dataset['live']
    this.replaceChildren(...this.#still)
  }

  /** A copy of the still, for an element that brings its drawing or its code to life. */
  protected stillCopy(): Node[] {
    return this.#still.map((node) => node.cloneNode(true))
  }

  /** Shows that this element is broken, in its place; the talk goes on. Call it from callbacks that fail. */
  protected fail(error: unknown): void {
    console.warn(`<${this.localName}> failed`, error)
    this.#undo ??= () => {}
    const note = document.createElement('p')
    note.className = 'live-error'
    note.textContent = 'This demo has stopped. The talk goes on.'
    this.replaceChildren(note)
  }
}

function ancestors(element: Element, selector: string): Element[] {
  const found: Element[] = []
  for (let at = element.closest(selector); at; at = at.parentElement?.closest(selector) ?? null)
    found.push(at)
  return found
}
