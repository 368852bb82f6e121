/** Reads a poll from the still of its element, as the compiler reads it, for the time before it is opened. */
import type { ElementParts } from '../../protocol/deck.ts'

export function partsOfStill(element: Element, still: ParentNode & Node): ElementParts {
  const attributes = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]))
  const items = [...still.querySelectorAll('li')].map((item) => oneLine(item.textContent))
  const beside = still.cloneNode(true) as Element
  for (const item of beside.querySelectorAll('li')) item.remove()
  return { attributes, text: oneLine(beside.textContent), items }
}

function oneLine(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}
