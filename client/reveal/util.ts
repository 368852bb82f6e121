/** reveal.js's own helpers, with the two replaced that a strict page cannot have. */
export * from 'reveal.js/source/util'

/** A link to the talk must not be able to set up the deck: the query string is never read. */
export function getQueryHash(): Record<string, never> {
  return {}
}

/**
 * The sheet that auto-animate fills through `innerHTML`. The content security policy forbids a `<style>`
 * element with text, so the rules go to a constructed sheet; the element only carries the property.
 */
export function createStyleSheet(): HTMLElement {
  const sheet = new CSSStyleSheet()
  const handle = document.createElement('i')
  const parent = {
    removeChild(): void {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
    },
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  Object.defineProperties(handle, {
    innerHTML: {
      set(css: string) {
        sheet.replaceSync(css)
      },
    },
    parentNode: { value: parent },
  })
  return handle
}
