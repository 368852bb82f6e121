/** The base class of live elements: live while their slide shows, and otherwise their still. */
import type { Role } from '../protocol/role.ts'
import type { Connection } from './connection/connection.ts'
import { guardConnection, type GuardedConnection } from './connection/guarded.ts'
import type { Outbox } from './outbox.ts'
import { hasWords, loadWords, words, type WordPart } from './words.ts'

/** What a page gives its elements. */
export interface PageContext {
  /** The id of the talk; its addresses start with `/<talk>/`. */
  talk: string
  role: Role
  /** The page's connection. Decks with elements of their own use it by this name. */
  room: Connection
}

/** What an element may use: it reads what the connection brings, and never changes by itself what it shows. */
export interface LiveContext extends PageContext {
  /** For what a person sends to the room: it is kept while there is no connection. */
  outbox: Outbox
}

type Undo = () => void

let context: LiveContext | undefined

/** Called once by a page, before it loads any element. */
export function provideContext(given: LiveContext): void {
  context = given
}

/**
 * Extend it and implement `show`: fill `this`, subscribe, and return a function that undoes it. `show` is called when
 * the element's slide comes on the screen, and the undo when the slide leaves it, the page is hidden, or the element
 * is removed. The element's original content is the still, which is then shown again. Inside a `data-still`, a
 * preview of a slide, the element is never live. While the panic switch is on, an element that shows what the audience
 * wrote or chose is replaced by a message.
 */
export abstract class LiveElement extends HTMLElement {
  /** Whether it shows anything that the audience wrote or chose. */
  static readonly showsAudienceContent: boolean = false
  /** The words that it needs; they are loaded before it shows anything. */
  static readonly wordParts: readonly WordPart[] = ['elements']

  #still: Node[] = []
  #undo: Undo | undefined
  #guarded: GuardedConnection | undefined
  #failed = false
  #watching: MutationObserver | undefined
  #paused = false
  /** It has the language of the page, and not that of its slide. */
  #speaks = false
  #unwatchPanic: Undo | undefined
  readonly #decide = (): void => {
    if (!this.#onScreen()) this.#end()
    else if (hasWords(...this.#wordParts)) this.#begin()
    else void this.#bringWords()
  }

  get #wordParts(): readonly WordPart[] {
    return (this.constructor as typeof LiveElement).wordParts
  }

  protected abstract show(context: LiveContext): Undo

  connectedCallback(): void {
    const sections = ancestors(this, 'section')
    this.#watching = new MutationObserver(this.#decide)
    for (const section of sections) {
      this.#watching.observe(section, { attributes: true, attributeFilter: ['class'] })
    }
    document.addEventListener('visibilitychange', this.#decide)
    this.#watchPanic()
    this.#decide()
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#decide)
    this.#watching?.disconnect()
    this.#unwatchPanic?.()
    this.#unwatchPanic = undefined
    this.#end()
  }

  /** A moderator's page keeps showing it, so that it can be reviewed meanwhile. */
  #watchPanic(): void {
    const { showsAudienceContent } = this.constructor as typeof LiveElement
    if (!showsAudienceContent || context?.role === 'moderator') return
    this.#unwatchPanic = context?.room.store.on('panic', ({ on }) => {
      if (on === this.#paused) return
      this.#paused = on
      this.#end()
      this.#decide()
    })
  }

  /** Its words are in the language of the page, which may be another than that of the slides. */
  #speakOwnLanguage(): void {
    const { lang, dir } = document.documentElement
    const slides = this.closest<HTMLElement>('.slides')
    this.#speaks = slides !== null && !slides.lang.startsWith(lang) && !this.hasAttribute('lang')
    if (!this.#speaks) return
    this.lang = lang
    this.dir = dir
  }

  async #bringWords(): Promise<void> {
    try {
      await loadWords(...this.#wordParts)
      this.#decide()
    } catch (error) {
      // After a network error, the next time on the screen tries again.
      console.warn(`<${this.localName}> has no words yet; its still stays.`, error)
    }
  }

  /** Outside slides, as on a page of its own, it is always on the screen. */
  #onScreen(): boolean {
    if (!this.isConnected || document.hidden || this.closest('[data-still]')) return false
    return ancestors(this, 'section').every((section) => section.classList.contains('present'))
  }

  #begin(): void {
    if (this.#undo || !context) return
    this.#still = [...this.childNodes]
    this.replaceChildren()
    this.dataset['live'] = ''
    this.#speakOwnLanguage()
    this.#failed = false
    if (this.#paused) {
      this.#undo = () => {}
      return this.#say('live-paused', words.elements.paused)
    }
    const guarded = guardConnection(context.room, (error) => this.fail(error))
    this.#guarded = guarded
    try {
      this.#undo = this.show({ ...context, room: guarded.connection })
    } catch (error) {
      this.fail(error)
    }
    if (!this.#failed) return
    // It may have continued after one of its listeners had thrown.
    guarded.release()
    this.#stop()
  }

  /** Stops it, and leaves the note in its place. */
  #stop(): void {
    this.#undoSafely()
    this.#undo = () => {}
    this.#say('live-error', words.elements.stopped)
  }

  #say(kind: string, text: string): void {
    const note = document.createElement('p')
    note.className = kind
    note.textContent = text
    this.replaceChildren(note)
  }

  #undoSafely(): void {
    const undo = this.#undo
    this.#undo = undefined
    try {
      undo?.()
    } catch (error) {
      console.warn(`<${this.localName}> could not be stopped cleanly`, error)
    }
    this.#guarded?.release()
    this.#guarded = undefined
  }

  #end(): void {
    if (!this.#undo) return
    this.#undoSafely()
    delete this.dataset['live']
    if (this.#speaks) for (const name of ['lang', 'dir']) this.removeAttribute(name)
    this.#keepStep()
    this.replaceChildren(...this.#still)
  }

  /** reveal.js changes the copy that is on the page, so its step is copied to the still. */
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

  /** A copy of the still at the current step, for an element that animates its drawing or its code. */
  protected stillCopy(): Node[] {
    this.#keepStep()
    const copies = this.#still.map((node) => node.cloneNode(true))
    // The author's content keeps the language of the slides.
    const { lang = '', dir = '' } = this.closest<HTMLElement>('.slides') ?? {}
    for (const copy of this.#speaks ? copies : [])
      if (copy instanceof HTMLElement) Object.assign(copy, { lang: copy.lang || lang, dir: copy.dir || dir })
    return copies
  }

  /**
   * Stops the element and shows in its place that it is broken; the talk continues. Errors in listeners of `room`
   * do this automatically; call it for other callbacks that fail.
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
