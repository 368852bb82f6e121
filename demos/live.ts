/** Loads the live elements of a page, each once, when its slide is shown or is the next one. */
import { LiveElement, provideContext, type PageContext } from '../client/live-element.ts'
import { outboxOf } from '../client/outbox.ts'
import { ELEMENTS } from './registry.ts'

/** The export of a deck's own element: given the base class, it returns the element's class. */
interface DeckElement {
  default: (base: typeof LiveElement) => CustomElementConstructor
}

const asked = new Set<string>()
let following: MutationObserver | undefined

/** Loads one element that is outside the slides, such as in a dialog. */
export function loadElement(tag: string, context: PageContext): void {
  provide(context)
  loadOnce(tag, context.talk)
}

/** Loads the code of one of Lectern's elements, before a page needs it. */
export async function loadElementCode(tag: string): Promise<void> {
  await ELEMENTS[tag]?.()
}

function provide(context: PageContext): void {
  provideContext({ ...context, outbox: outboxOf(context.talk, context.role, context.room) })
}

/** Call it when the page's slides are there, and again after they were replaced. `wanted` limits it to some tags. */
export function bringToLife(
  root: ParentNode & Node,
  context: PageContext,
  wanted: (tag: string) => boolean = () => true,
): void {
  provide(context)
  const load = (): void => {
    for (const element of root.querySelectorAll(':not(:defined)')) {
      if (isNear(element) && wanted(element.localName)) loadOnce(element.localName, context.talk)
    }
  }
  following?.disconnect()
  following = new MutationObserver(load)
  following.observe(root, { subtree: true, attributes: true, attributeFilter: ['class'] })
  load()
}

/** On the current slide or the next one; always true outside slides. */
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
    // After a network error, the next slide change tries again.
    asked.delete(tag)
    console.warn(`<${tag}> could not be loaded; its still stays.`, error)
  })
}

/** A deck brings an element as `elements/<tag>.js` in its folder. */
async function loadFromDeck(tag: string, talk: string): Promise<void> {
  const { default: make } = (await import(/* @vite-ignore */ `/${talk}/elements/${tag}.js`)) as DeckElement
  customElements.define(tag, make(LiveElement))
}
