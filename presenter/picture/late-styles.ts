/** The style sheets that a page got after its own, as live elements bring them, for a shadow root that they do not reach. */

/** Those that are known already. */
const known = new Set<Element>(document.querySelectorAll('link[rel="stylesheet"], style'))
const copies: CSSStyleSheet[] = []
const listeners = new Set<() => void>()
let watching: MutationObserver | undefined

/** Those that are there now; the listener is called when there are more. */
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

/** From its text, since a browser does not write every rule back as it was. */
async function copy(source: HTMLLinkElement | HTMLStyleElement): Promise<void> {
  const text =
    source instanceof HTMLStyleElement
      ? source.textContent
      : await fetch(source.href).then((response) => (response.ok ? response.text() : ''))
  copies.push(await new CSSStyleSheet().replace(text))
  for (const listener of listeners) listener()
}
