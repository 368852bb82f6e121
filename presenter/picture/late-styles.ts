/** Style sheets that live elements add to the page later, for a shadow root that the page's styles do not reach. */

/** The sheets that are already known. */
const known = new Set<Element>(document.querySelectorAll('link[rel="stylesheet"], style'))
const copies: CSSStyleSheet[] = []
const listeners = new Set<() => void>()
let watching: MutationObserver | undefined

/** Returns the current sheets; the listener is called when there are more. */
export function lateStyles(listener: () => void): () => CSSStyleSheet[] {
  listeners.add(listener)
  if (!watching) {
    watching = new MutationObserver(look)
    watching.observe(document.head, { childList: true })
    look()
  }
  return () => copies
}

function look(): void {
  for (const source of document.head.querySelectorAll<HTMLLinkElement | HTMLStyleElement>(
    'link[rel="stylesheet"], style',
  )) {
    if (known.has(source)) continue
    known.add(source)
    void copy(source)
  }
}

/** Copied from its source text, because browsers do not serialise every rule unchanged. */
async function copy(source: HTMLLinkElement | HTMLStyleElement): Promise<void> {
  const text =
    source instanceof HTMLStyleElement
      ? source.textContent
      : await fetch(source.href).then((response) => (response.ok ? response.text() : ''))
  copies.push(await new CSSStyleSheet().replace(text))
  for (const listener of listeners) listener()
}
