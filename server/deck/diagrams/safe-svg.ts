/** Removes everything from a drawing that could run, load or leave it. */
import { elements, isElement, parseHtml, remove, type Element } from '../dom.ts'

const DRAWN = new Set(
  'svg g defs marker polygon polyline path rect circle ellipse line text tspan title desc linearGradient clipPath stop'.split(
    ' ',
  ),
)
const ATTRIBUTES =
  /^(?:viewBox|width|height|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|d|dx|dy|points|transform|id|class|role|aria-label|fill|fill-opacity|stroke|stroke-width|stroke-dasharray|stroke-linecap|stroke-linejoin|opacity|font-size|font-weight|font-style|text-anchor|dominant-baseline|marker-start|marker-end|markerWidth|markerHeight|refX|refY|orient|offset|stop-color)$/

/** The drawing as a tree without scripts, styles, foreign content and addresses; null if there is none. */
export function safeSvg(source: string): Element | null {
  const svg = parseHtml(source).find((node): node is Element => isElement(node) && node.tagName === 'svg')
  if (!svg) return null
  for (const element of elements(svg)) if (!DRAWN.has(element.tagName)) remove(element)
  for (const element of [svg, ...elements(svg)]) element.attrs = element.attrs.filter(isSafe)
  return svg
}

function isSafe({ name, value }: Element['attrs'][number]): boolean {
  if (!ATTRIBUTES.test(name)) return false
  const addresses = value.match(/url\s*\([^)]*\)?/gi) ?? []
  return (
    addresses.every((each) => /^url\(#[\w.:-]+\)$/.test(each)) && !/[\\@]|expression|javascript/i.test(value)
  )
}
