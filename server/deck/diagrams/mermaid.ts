/** Draws Mermaid diagrams when the deck is compiled, in the colours of its theme, so that no browser needs a library. */
import { parseMermaid, renderMermaidSVG } from 'beautiful-mermaid'
import {
  addClass,
  createElement,
  elements,
  setAttribute,
  takeAttribute,
  textOf,
  type Element,
} from '../dom.ts'
import { dressDrawing } from '../inline-svg.ts'
import { figureOf } from './chart.ts'
import { flowchart } from './flowchart-source.ts'
import { chartIn } from './mermaid-charts.ts'
import { safeSvg } from './safe-svg.ts'

/** Larger ones cannot be read on a slide, and take long to lay out. */
const MOST_TEXT = 20_000
const MOST_LINES = 300

/** The drawing, or why there is none. `prefix` makes the ids in it unique. */
export function drawMermaid(text: string, prefix: () => string): Element | string {
  const source = withoutSettings(text)
  const kind = /^[\w-]+/.exec(source)?.[0] ?? ''
  if (source.length > MOST_TEXT || source.split('\n').length > MOST_LINES) return 'it is too large'
  const chart = chartIn(kind, source)
  if (typeof chart === 'string') return chart
  if (chart) return figureOf(chart.kind, chart.data, chart.title ? { title: chart.title } : {})
  if (!/^(?:graph|flowchart|stateDiagram|sequenceDiagram|classDiagram|erDiagram)/.test(kind))
    return kind ? `diagrams of the kind “${kind}” are not drawn here` : 'it is empty'
  try {
    return drawn(kind, source, prefix)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return `it cannot be read (${reason})`
  }
}

function drawn(kind: string, source: string, prefix: () => string): Element | string {
  const isFlow = /^(?:graph|flowchart)/.test(kind)
  const flow = isFlow ? flowchart(source) : null
  const text = flow?.source ?? source.replaceAll(/;[ \t]*$/gm, '')
  if (flow) {
    const { edges, nodes } = parseMermaid(text)
    if (edges.length < flow.arrows) return 'one of its arrows cannot be read'
    if (edges.length + nodes.size > MOST_LINES) return 'it is too large'
  }
  const svg = drawing(text)
  if (!svg || !elements(svg).some(({ tagName }) => tagName === 'text')) return 'nothing in it can be drawn'
  const label = `Diagram: ${describe(text, svg, isFlow)}`.slice(0, 800)
  const wide = dressed(svg, label, prefix())
  // On a portrait phone, the letters of a wide flowchart would be too small.
  const down = isFlow ? text.replace(/^(\w+)\s+(?:LR|RL)/, '$1 TD') : text
  const turned = down === text ? null : drawing(down)
  if (!turned) return createElement('figure', { class: 'mermaid' }, [wide])
  addClass(wide, 'wide')
  const tall = dressed(turned, '', prefix())
  addClass(tall, 'tall')
  return createElement('figure', { class: 'mermaid' }, [wide, tall])
}

const drawing = (text: string): Element | null =>
  safeSvg(renderMermaidSVG(text, { font: 'inherit', padding: 8, transparent: true }))

function dressed(svg: Element, alt: string, prefix: string): Element {
  dressDrawing(svg, createElement('img', { alt }), prefix)
  const [width, height] = ['width', 'height'].map((name) => Math.ceil(Number(takeAttribute(svg, name))) || 1)
  // The theme's own drawings have other lines and letters.
  takeAttribute(svg, 'data-drawing')
  setAttribute(svg, 'style', `--width: ${width}; --height: ${height}`)
  return svg
}

/** What a screen reader says. */
function describe(source: string, svg: Element, isFlow: boolean): string {
  if (isFlow) {
    const { nodes, edges } = parseMermaid(source)
    const name = (id: string): string => (nodes.get(id)?.label ?? id).replaceAll(/<[^<>]*>/g, ' ')
    const said = edges.map(
      ({ source: from, target, label }) => `${name(from)} → ${name(target)}${label ? ` (${label})` : ''}`,
    )
    if (said.length > 0) return said.join(', ')
  }
  return elements(svg)
    .filter(({ tagName }) => tagName === 'text')
    .map((text) => textOf(text).trim())
    .filter(Boolean)
    .join(', ')
}

/** Without front matter, `%%{init: …}%%` and comments. */
function withoutSettings(text: string): string {
  return text
    .replace(/^\s*---\n[\s\S]*?\n---[ \t]*\n/, '')
    .replaceAll(/^\s*%%.*$/gm, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
}

/** Unlayered, so that it applies in every theme. */
export const MERMAID_STYLES = `
.reveal .slides .mermaid { --bg: var(--r-background-color, var(--ground)); --fg: var(--r-main-color, var(--ink)); --accent: var(--r-link-color, var(--wire)); --_text: var(--fg); --_text-sec: var(--fg); --_text-muted: color-mix(in srgb, var(--fg) 75%, var(--bg)); --_text-faint: color-mix(in srgb, var(--fg) 60%, var(--bg)); --_line: color-mix(in srgb, var(--fg) 70%, var(--bg)); --_arrow: var(--fg); --_node-fill: color-mix(in srgb, var(--fg) 7%, var(--bg)); --_node-stroke: color-mix(in srgb, var(--fg) 55%, var(--bg)); --_group-fill: transparent; --_group-hdr: color-mix(in srgb, var(--fg) 12%, var(--bg)); --_inner-stroke: color-mix(in srgb, var(--fg) 25%, var(--bg)); --_key-badge: color-mix(in srgb, var(--fg) 15%, var(--bg)); width: 100%; margin: .4em auto 0 }
.reveal .slides .mermaid > svg { display: block; width: min(100%, var(--width) * 2.4px, 520px * var(--width) / var(--height)); height: auto; max-width: 100%; max-height: none; margin: 0 auto; overflow: visible; stroke-linecap: butt }
.reveal .slides .mermaid > svg.tall, .reveal[data-layout='tall'] .slides .mermaid > svg.wide { display: none }
.reveal[data-layout='tall'] .slides .mermaid > svg { width: min(100%, var(--width) * 3px, 900px * var(--width) / var(--height)) }
.reveal[data-layout='tall'] .slides .mermaid > svg.tall { display: block }
.reveal .slides .mermaid text { font-family: Inter, system-ui, 'Helvetica Neue', Arial, sans-serif; letter-spacing: 0 }
`
