/** Small helpers of the map's parts. */

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

/** Leaves the text alone that is there already: a screen reader would read it again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
