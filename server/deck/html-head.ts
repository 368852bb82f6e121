/** Reads an HTML deck's settings outside its slides: title, author, language, theme, sizes, style sheets. */
import { classify, linkStylesheet, type Assets } from './assets.ts'
import { dropScript, type Aside } from './clean.ts'
import { attribute, closest, elements, remove, textOf, type Element, type Parent } from './dom.ts'
import { DEFAULTS, REVEAL_SIZE, type FrontMatter } from './front-matter.ts'
import { onlyInitializes, readInitialize } from './initialize-call.ts'
import type { Warn } from './origin.ts'
import { takeOptions } from './reveal-options.ts'
import { schemeOf, packagedSheet } from './themes.ts'

/** reveal.js's own defaults, where they differ from those of a Markdown deck. */
const REVEAL_DEFAULTS = { ...REVEAL_SIZE, progress: true, reflow: false }

/**
 * The options that the scripts around the slides set; the Markdown's are needed before the slides are read. Removes
 * these scripts, and warns about each that does more than set options.
 */
export function takeScripts(document: Parent, assets: Assets, warn: Warn): FrontMatter {
  const deck: FrontMatter = {
    ...DEFAULTS,
    settings: { ...DEFAULTS.settings, ...REVEAL_DEFAULTS },
    math: false,
  }
  for (const script of elements(document).filter(({ tagName }) => tagName === 'script')) {
    if (closest(script, ({ tagName }) => tagName === 'section')) continue
    const address = attribute(script, 'src') ?? ''
    const source = sourceOf(script, assets)
    if (usesMath(`${address} ${source}`)) deck.math = true
    const left = takeOptions(deck, readInitialize(source))
    if (left) warn(left, { element: script, text: 'initialize' })
    if (address === '' && onlyInitializes(source)) remove(script)
    else dropScript(script, warn)
  }
  return deck
}

/** Adds what the document around the slides says to the options of its scripts. */
export function readHead(
  document: Parent,
  options: FrontMatter,
  assets: Assets,
  aside: Aside,
  warn: Warn,
): FrontMatter {
  const deck = { ...options }
  for (const element of elements(document)) {
    if (element.tagName === 'html') deck.language = attribute(element, 'lang')?.trim() || deck.language
    if (element.tagName === 'html' || element.tagName === 'body') {
      if (attribute(element, 'dir')?.toLowerCase() === 'rtl') deck.rtl = true
    }
    if (closest(element, (around) => around.tagName === 'section')) continue
    if (element.tagName === 'title' && closest(element, (e) => e.tagName === 'head')) {
      deck.title = textOf(element).replace(/\s+/g, ' ').trim()
    } else if (element.tagName === 'meta' && attribute(element, 'name')?.toLowerCase() === 'author') {
      deck.author = attribute(element, 'content')?.trim() ?? ''
    } else if (element.tagName === 'meta' && attribute(element, 'name') === 'lectern-files') {
      deck.files = (attribute(element, 'content') ?? '').split(/[\s,]+/).filter(Boolean)
    } else if (element.tagName === 'style') {
      aside.css.push(textOf(element))
    } else if (element.tagName === 'link') {
      deck.theme = schemeOf(packagedSheet(attribute(element, 'href') ?? '') ?? '') ?? deck.theme
      linkStylesheet(element, assets, aside, warn)
    }
  }
  return deck
}

/** True if a page or a script of it names a math plugin. Without one, reveal.js shows formulas as source text. */
export function usesMath(source: string): boolean {
  return /plugin\/math|katex|mathjax/i.test(source)
}

/** The text of a script, which may be a file of the deck. */
function sourceOf(script: Element, assets: Assets): string {
  const address = classify(attribute(script, 'src') ?? '')
  return (address.kind === 'local' ? assets.read(address.path) : null) ?? textOf(script)
}

/** True if a page or a script of it names the highlighting plugin. Without one, reveal.js shows code as it is written. */
export function usesHighlighter(source: string): boolean {
  return /plugin\/highlight|RevealHighlight|hljs|\bhighlight(\.min|\.pack)?\.js/i.test(
    source.replaceAll('line-highlight.js', ''),
  )
}
