/** Counts and orders the fragment steps of a slide as reveal.js does. */
import { attribute, elements, hasClass, type Element, type Parent } from './dom.ts'

/** The fragments of each step, in the order in which they appear. */
export function fragmentSteps(slide: Parent): Element[][] {
  const fragments = elements(slide).filter((e) => hasClass(e, 'fragment') && !hasClass(e, 'disabled'))
  const grouped = new Map<number, Element[]>()
  const single: Element[][] = []
  for (const fragment of fragments) {
    const index = fragmentIndex(fragment)
    if (index === null) single.push([fragment])
    else grouped.set(index, [...(grouped.get(index) ?? []), fragment])
  }
  const ordered = [...grouped].toSorted(([a], [b]) => a - b).map(([, group]) => group)
  return [...ordered, ...single]
}

/** Null if the fragment has no index, or one that is not a number from 0. */
export function fragmentIndex(fragment: Element): number | null {
  const index = Number.parseInt(attribute(fragment, 'data-fragment-index') ?? '', 10)
  return index >= 0 ? index : null
}
