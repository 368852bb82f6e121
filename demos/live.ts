/** Loads the live elements that a page has, each once and only then. */
import { LiveElement, provideContext, type LiveContext } from '../client/live-element.ts'
import { ELEMENTS } from './registry.ts'

/** What the file of a deck's own element exports: given the base class, it makes the element's. */
interface DeckElement {
  default: (base: typeof LiveElement) => CustomElementConstructor
}

const asked = new Set<string>()

/** Call it when the page's slides are there, and again when they were swapped. */
export function bringToLife(root: ParentNode, context: LiveContext): void {
  provideContext(context)
  for (const { localName: tag } of root.querySelectorAll(':not(:defined)')) {
    if (asked.has(tag)) continue
    asked.add(tag)
    const load = ELEMENTS[tag] ?? (() => loadFromDeck(tag, context.talk))
    load().catch((error: unknown) => console.warn(`<${tag}> could not be loaded; its still stays.`, error))
  }
}

/** A deck brings an element as `elements/<tag>.js` in its folder. */
async function loadFromDeck(tag: string, talk: string): Promise<void> {
  const { default: make } = (await import(/* @vite-ignore */ `/${talk}/elements/${tag}.js`)) as DeckElement
  customElements.define(tag, make(LiveElement))
}
