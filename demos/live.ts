/** Loads the live elements that a page has, each once and only then. */
import { ELEMENTS } from './registry.ts'
import { provideContext, type LiveContext } from '../client/live-element.ts'

/** Call it when the page's slides are there, and again when they were swapped. */
export function bringToLife(root: ParentNode, context: LiveContext): void {
  provideContext(context)
  const tags = new Set([...root.querySelectorAll(':not(:defined)')].map((element) => element.localName))
  for (const tag of tags) {
    const load = ELEMENTS[tag] ?? (() => import(/* @vite-ignore */ `/${context.talk}/elements/${tag}.js`))
    load().catch((error: unknown) => console.warn(`<${tag}> could not be loaded; its still stays.`, error))
  }
}
