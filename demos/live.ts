/** Loads the live elements of a page, each once, when its slide is on the screen or comes next. */
import { LiveElement, provideContext, type LiveContext } from '../client/live-element.ts'
import { ELEMENTS } from './registry.ts'

/** What the file of a deck's own element exports: given the base class, it makes the element's. */
interface DeckElement {
  default: (base: typeof LiveElement) => CustomElementConstructor
}

const asked = new Set<string>()
let following: MutationObserver | undefined

/** Call it when the page's slides are there, and again when they were swapped. */
export function bringToLife(root: ParentNode & Node, context: LiveContext): void {
  provideContext(context)
  const load = (): void => {
    for (const element of root.querySelectorAll(':not(:defined)')) {
      if (isNear(element)) loadOnce(element.localName, context.talk)
    }
  }
  following?.disconnect()
  following = new MutationObserver(load)
  following.observe(root, { subtree: true, attributes: true, attributeFilter: ['class'] })
  load()
}

/** On the slide that shows or on the one after it; an element outside of slides always is. */
function isNear(element: Element): boolean {
  const slide = element.closest('.slides > section')
  const before = slide?.previousElementSibling
  return !slide || slide.classList.contains('present') || before?.classList.contains('present') === true
}

function loadOnce(tag: string, talk: string): void {
  if (asked.has(tag)) return
  asked.add(tag)
  const load = ELEMENTS[tag] ?? (() => loadFromDeck(tag, talk))
  load().catch((error: unknown) => {
    // A bad moment of the network must not cost the demo: the next change of slide tries again.
    asked.delete(tag)
    console.warn(`<${tag}> could not be loaded; its still stays.`, error)
  })
}

/** A deck brings an element as `elements/<tag>.js` in its folder. */
async function loadFromDeck(tag: string, talk: string): Promise<void> {
  const { default: make } = (await import(/* @vite-ignore */ `/${talk}/elements/${tag}.js`)) as DeckElement
  customElements.define(tag, make(LiveElement))
}
