/** reveal.js's own helpers, with two replacements that our policy requires. */
export * from 'reveal.js/source/utils/util.ts'

/** The query string is never read, because a link to the talk must not configure the deck. */
export function getQueryHash(): Record<string, never> {
  return {}
}

/**
 * The sheet that auto-animate fills through `innerHTML`. The content security policy forbids a `<style>` element with
 * text, so the rules go to a constructed sheet; the element only has the property.
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
