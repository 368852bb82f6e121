/** Warns about what a slide loses in Lectern: diagrams drawn by scripts, unknown elements. */
import { html } from 'parse5'
import { LIVE_NAMES } from '../../protocol/live-names.ts'
import type { Assets } from './assets.ts'
import { attribute, elements, type Element } from './dom.ts'
import type { Kind, Warn } from './origin.ts'

const KNOWN = new Set<string>(LIVE_NAMES)

/** Must be called before code is rendered, while its classes are unchanged. */
export function warnOfLost(slide: Element, assets: Assets, warn: Warn): void {
  for (const element of elements(slide)) {
    const tag = element.tagName
    if (tag === 'canvas') warnOfChart(element, warn)
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
