/** The base of every live element: it lives while its slide shows, and leaves its still otherwise. */
import type { Role } from '../protocol/role.ts'
import type { Room } from './connect.ts'
import { guardRoom, type GuardedRoom } from './guarded-room.ts'

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
  #guarded: GuardedRoom | undefined
  #failed = false
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
    this.#failed = false
    const guarded = guardRoom(context.room, (error) => this.fail(error))
    this.#guarded = guarded
    try {
      this.#undo = this.show({ ...context, room: guarded.room })
    } catch (error) {
      this.fail(error)
    }
    if (!this.#failed) return
    // It may have gone on after one of its listeners had thrown.
    guarded.release()
    this.#stop()
  }

  /** Ends what it does, and leaves the note in its place. */
  #stop(): void {
    this.#undoSafely()
    this.#undo = () => {}
    const note = document.createElement('p')
    note.className = 'live-error'
    note.textContent = 'This demo has stopped. The talk goes on.'
    this.replaceChildren(note)
  }

  #undoSafely(): void {
    const undo = this.#undo
    this.#undo = undefined
    try {
      undo?.()
    } catch (error) {
      console.warn(`<${this.localName}> did not end well`, error)
    }
    this.#guarded?.release()
    this.#guarded = undefined
  }

  #end(): void {
    if (!this.#undo) return
    this.#undoSafely()
    delete this.dataset['live']
    this.#keepStep()
    this.replaceChildren(...this.#still)
  }

  /** reveal.js steps through the copy that is on the page: takes its step over to the still. */
  #keepStep(): void {
    for (const node of this.#still) {
      if (!(node instanceof Element)) continue
      for (const fragment of [node, ...node.querySelectorAll('.fragment')]) {
        const index = fragment.getAttribute('data-fragment-index')
        const shown = index && this.querySelector(`.fragment[data-fragment-index="${index}"]`)
        if (!shown) continue
        for (const name of ['visible', 'current-fragment'])
          fragment.classList.toggle(name, shown.classList.contains(name))
      }
    }
  }

  /** A copy of the still at the step that shows, for an element that brings its drawing or its code to life. */
  protected stillCopy(): Node[] {
    this.#keepStep()
    return this.#still.map((node) => node.cloneNode(true))
  }

  /**
   * Ends the element and shows in its place that it is broken; the talk goes on. What listeners of the room
   * throw ends here by itself; call it from other callbacks that fail.
   */
  protected fail(error: unknown): void {
    if (this.#failed || this.dataset['live'] === undefined) return
    this.#failed = true
    console.warn(`<${this.localName}> failed`, error)
    this.#stop()
  }
}

function ancestors(element: Element, selector: string): Element[] {
  const found: Element[] = []
  for (let at = element.closest(selector); at; at = at.parentElement?.closest(selector) ?? null)
    found.push(at)
  return found
}
