/** Warns about what a slide loses in Lectern: diagrams drawn by scripts, unknown elements, decks of other programs. */
import { html } from 'parse5'
import { LIVE_NAMES } from '../../protocol/live-names.ts'
import type { Assets } from './assets.ts'
import { attribute, classList, elements, type Element } from './dom.ts'
import type { Kind, Warn } from './origin.ts'

const KNOWN = new Set<string>(LIVE_NAMES)

/** Must be called before code is rendered, while its classes are unchanged. */
export function warnOfLost(slide: Element, assets: Assets, warn: Warn): void {
  for (const element of elements(slide)) {
    const tag = element.tagName
    if (tag === 'canvas') warnOfChart(element, warn)
    else if (isMermaid(element)) warnOfMermaid(element, warn)
    else if (tag.includes('-') && element.namespaceURI === html.NS.HTML && !KNOWN.has(tag))
      warnOfUnknown(element, assets, warn)
  }
}

function warnOfChart(element: Element, warn: Warn): void {
  const kind: Kind = {
    key: 'canvas',
    several: (count) => `${count} diagrams are missing: each is a canvas that a script would draw.`,
  }
  const chart = attribute(element, 'data-chart') === null ? 'canvas' : 'chart'
  const message = `A diagram is missing: this ${chart} would be drawn by a script. Put a picture in its place.`
  warn(message, { element, text: '<canvas', kind })
}

function isMermaid(element: Element): boolean {
  const names = classList(element).map((name) => name.toLowerCase().replace(/^lang(uage)?-/, ''))
  return names.includes('mermaid') || (element.tagName === 'code' && names.includes('{mermaid}'))
}

function warnOfMermaid(element: Element, warn: Warn): void {
  const kind: Kind = {
    key: 'mermaid',
    several: (count) =>
      `${count} Mermaid diagrams are missing: their text is shown. Put pictures in their place.`,
  }
  const message = 'A Mermaid diagram is missing: its text is shown. Put a picture of it in its place.'
  warn(message, { element, text: 'mermaid', kind })
}

function warnOfUnknown(element: Element, assets: Assets, warn: Warn): void {
  const tag = element.tagName
  const file = `elements/${tag}.js`
  if (assets.exists(file)) return
  const why = `neither Lectern nor ${file} defines it; its content is shown`
  const kind: Kind = {
    key: `element ${tag}`,
    several: (count) => `${count} elements <${tag}> are unknown: ${why}.`,
  }
  warn(`The element <${tag}> is unknown: ${why}.`, { element, text: tag.replace(/^live-/, ''), kind })
}

/** Programs whose decks are Markdown, too, but use a syntax of their own. */
const OTHERS: { name: string; is: (source: string, head: string) => boolean }[] = [
  {
    name: 'Slidev',
    is: (source, head) =>
      /^(drawings|mdc|highlighter|routerMode|colorSchema|canvasWidth|layout|fonts):/m.test(head) ||
      /<v-clicks?\b|^---\n(layout|transition|clicks|src): .+\n(\w+:.*\n)*---$/m.test(source),
  },
  { name: 'Marp', is: (_source, head) => /^marp:\s*true/m.test(head) },
]

/** `head` is the front matter. */
export function warnOfOthers(source: string, head: string, warn: Warn): void {
  const other = OTHERS.find(({ is }) => is(source, head))
  if (!other) return
  warn(
    `This is a ${other.name} deck. Lectern reads Markdown as reveal.js does: the layouts, components and directives of ${other.name} are ignored or shown as text.`,
  )
}
