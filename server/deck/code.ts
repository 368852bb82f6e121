/** Highlights code blocks on the server, with lines that are highlighted step by step. */
import type { HLJSApi } from 'highlight.js'
import {
  addClass,
  append,
  attribute,
  classList,
  closest,
  createElement,
  createText,
  elements,
} from './dom.ts'
import { hasClass, innerHtml, isElement, isText, parseHtml, setAttribute, takeAttribute } from './dom.ts'
import { remove, textOf, type Element, type Node, type Parent } from './dom.ts'
import { fragmentIndex } from './steps.ts'
import { languageNamed } from './languages.ts'
import type { Kind, Warn } from './origin.ts'

/** Nobody reads more on a slide, and highlighting it could take longer than the rest of the deck. */
const MOST_COLOURED = 100_000

export interface CodeBlock {
  pre: Element
  code: Element
  /** A name that `loadHighlighter` accepts; `plain` for none. */
  language: string
}

/** The slide's `pre code` blocks. The word after a fence is a language, so an unknown one causes a warning. */
export function findCode(slide: Element, warn: Warn): CodeBlock[] {
  return elements(slide)
    .filter((e) => e.tagName === 'code' && closest(e, (around) => around.tagName === 'pre'))
    .map((code) => {
      const pre = code.parentNode as Element
      return { pre, code, language: languageOf(code, pre, warn) }
    })
}

const COLOURING = new Set(['a', 'b', 'em', 'i', 'span', 'strong'])

/** True for code that another program has coloured, as Pandoc and Quarto do. */
export function isColoured({ code }: CodeBlock): boolean {
  const inside = elements(code)
  return inside.length > 0 && inside.every(({ tagName }) => COLOURING.has(tagName))
}

/** Quarto writes the line steps to the element around its coloured code, in which each line is a `span`. */
export function lightColoured({ pre, code }: CodeBlock): void {
  const around = pre.parentNode
  const value = around && isElement(around) ? takeAttribute(around, 'data-code-line-numbers') : null
  // `true` and `false` only say whether the lines have numbers.
  if (value === null || !/^[\d,|-]+$/.test(value)) return
  const steps = parseLineSteps(value)
  const lines = code.childNodes.filter(isElement)
  if (steps.length > 1) addMarkers(code, pre, steps.length)
  for (const [i, on] of litLines(steps, lines.length).entries()) {
    const line = lines[i]!
    addClass(line, 'line', ...(on.includes(0) ? [] : ['unlit']))
    setAttribute(line, 'data-on', on.join(' '))
  }
}

function languageOf(code: Element, pre: Element, warn: Warn): string {
  const classes = [...classList(code), ...classList(pre)]
  const named = classes.flatMap((name) => /^lang(?:uage)?-(.+)$/i.exec(name)?.[1] ?? [])
  const known = [...named, ...classes].flatMap((name) => languageNamed(name) ?? [])[0]
  const fenced = attribute(code, 'data-fence') !== null
  const unknown = named[0] ?? (fenced ? classes[0] : undefined)
  // Another rule warns about diagrams.
  if (!known && unknown && !/^\{?mermaid/i.test(unknown)) warnUnknown(unknown, code, warn)
  if (!known || known === 'plain' || textOf(code).length <= MOST_COLOURED) return known ?? 'plain'
  const kind: Kind = {
    key: 'long code',
    several: (count) => `${count} blocks of code are too long to be coloured.`,
  }
  warn(`This code is too long to be coloured: more than ${MOST_COLOURED} characters.`, {
    element: code,
    kind,
  })
  return 'plain'
}

function warnUnknown(language: string, code: Element, warn: Warn): void {
  const why = 'the language is unknown'
  const kind: Kind = {
    key: `language ${language}`,
    several: (count) => `${count} blocks in “${language}” are shown without colours: ${why}.`,
  }
  const at = { element: code, text: language, kind }
  warn(`A block in “${language}” is shown without colours: ${why}.`, at)
}

/** Rewrites one block in place. `animated`: the slide morphs into the next one line by line. */
export function renderCode({ pre, code, language }: CodeBlock, hljs: HLJSApi, animated: boolean): void {
  const source = sourceOf(code)
  const html = language === 'plain' ? null : hljs.highlight(source, { language, ignoreIllegals: true }).value
  const nodes = html === null ? [createText(source)] : parseHtml(html)
  // The line ends around the code's tag would be lines of the block.
  for (const node of pre.childNodes.filter((each) => isText(each) && !each.value.trim())) remove(node)
  addClass(pre, 'code')
  addClass(code, 'hljs', ...(language === 'plain' ? [] : [`language-${language}`]))
  for (const name of ['data-fence', 'data-trim', 'data-noescape']) takeAttribute(code, name)
  const value = attribute(code, 'data-line-numbers')
  code.childNodes = []
  append(code, value === null || !source.trim() ? nodes : litCode(code, pre, value, nodes, animated))
}

/** The author's text between the tags, as reveal.js reads it: markup inside counts as text. */
function sourceOf(code: Element): string {
  const template = elements(code).find((e) => e.tagName === 'script')
  const trim = attribute(code, 'data-trim') !== null
  if (template) return trim ? dedent(textOf(template)) : textOf(template)
  const inner = trim ? dedent(innerHtml(code)) : innerHtml(code)
  const literal = attribute(code, 'data-noescape') === null
  const html = literal ? inner.replaceAll('<', '&lt;').replaceAll('>', '&gt;') : inner
  return parseHtml(html).map(textOf).join('')
}

/** Removes empty lines around the code, and the indentation shared by all lines. */
function dedent(text: string): string {
  const lines = text.split('\n')
  while (lines.length > 0 && !lines[0]?.trim()) lines.shift()
  while (lines.length > 0 && !lines.at(-1)?.trim()) lines.pop()
  const indents = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length)
  const indent = indents.length > 0 ? Math.min(...indents) : 0
  return lines.map((line) => line.slice(indent)).join('\n')
}

function litCode(code: Element, pre: Element, value: string, nodes: Node[], animated: boolean): Node[] {
  const lines = splitLines(nodes)
  if (lines.at(-1)?.every((node) => !textOf(node).trim())) lines.pop()
  const steps = parseLineSteps(value)
  const lit = litLines(steps, lines.length)
  const start = Number(attribute(code, 'data-ln-start-from'))
  if (start > 1) {
    setAttribute(
      code,
      'style',
      `${attribute(code, 'style') ?? ''};counter-reset:line ${start - 1}`.replace(/^;/, ''),
    )
  }
  if (steps.length > 1) addMarkers(code, pre, steps.length)
  return lines.map((line, i) => {
    if (i < lines.length - 1) line.push(createText('\n'))
    // reveal.js's auto-animate matches lines of code by this class of its own highlighter.
    const name = animated ? 'line hljs-ln-code' : 'line'
    const on = lit[i] ?? []
    return createElement(
      'span',
      { class: on.includes(0) ? name : `${name} unlit`, 'data-on': on.join(' ') },
      line,
    )
  })
}

/** The fragments that move the highlighted lines; reveal.js's own plugin copies the block for each. */
function addMarkers(code: Element, pre: Element, steps: number): void {
  const index = fragmentIndex(code)
  takeAttribute(code, 'data-fragment-index')
  if (hasClass(code, 'fragment')) {
    // The block itself appears first, so its step must come before its lines' steps.
    setAttribute(
      code,
      'class',
      classList(code)
        .filter((name) => name !== 'fragment')
        .join(' '),
    )
    addClass(pre, 'fragment')
  }
  const markers = Array.from({ length: steps - 1 }, (_, i) =>
    createElement('span', {
      class: 'fragment line-step',
      'data-step': String(i + 1),
      ...(index === null ? {} : { 'data-fragment-index': String(index + i) }),
    }),
  )
  const rest = [...pre.childNodes]
  append(pre, [...markers, ...rest])
}

/** Highlights the lines of the `visible` steps; `client/code-steps.ts` continues in the browser. */
export function lightLines(slide: Parent): void {
  for (const pre of elements(slide).filter((e) => e.tagName === 'pre')) {
    const inside = elements(pre)
    const shown = inside.filter((e) => hasClass(e, 'line-step') && hasClass(e, 'visible')).at(-1)
    if (!shown) continue
    const step = attribute(shown, 'data-step') ?? ''
    for (const line of inside.filter((e) => hasClass(e, 'line'))) {
      const on = attribute(line, 'data-on')?.split(' ').includes(step)
      const names = classList(line).filter((name) => name !== 'unlit')
      setAttribute(line, 'class', [...names, ...(on ? [] : ['unlit'])].join(' '))
    }
  }
}

/** Splits highlighted code at its line ends. An element that spans several lines is repeated on each. */
function splitLines(nodes: Node[]): Node[][] {
  const lines: Node[][] = [[]]
  for (const node of nodes) {
    const pieces = isText(node)
      ? node.value.split('\n').map((text) => (text ? [createText(text)] : []))
      : isElement(node)
        ? splitLines(node.childNodes).map((line) => [continued(node, line)])
        : []
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) lines.push([])
      lines.at(-1)?.push(...piece)
    }
  }
  return lines
}

function continued(element: Element, children: Node[]): Element {
  return createElement(element.tagName, { class: attribute(element, 'class') ?? '' }, children)
}

/** A range of lines. */
interface Range {
  from: number
  to: number
}

/**
 * The steps of `data-line-numbers="1|3-4|"`: one list of ranges per step; a step without ranges highlights every
 * line.
 */
export function parseLineSteps(value: string): Range[][] {
  const steps = value.replace(/\s/g, '').split('|')
  return steps.map((step) => step.split(',').flatMap(parseRange))
}

function parseRange(text: string): Range[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? []
  return from ? [{ from: Number(from), to: Number(to ?? from) }] : []
}

/** For each line, the steps in which it is highlighted. */
export function litLines(steps: Range[][], lineCount: number): number[][] {
  const lit = steps.map((ranges) => {
    const lines = Array.from({ length: lineCount }, (_, i) =>
      ranges.some(({ from, to }) => i + 1 >= from && i + 1 <= to),
    )
    // reveal.js dims nothing if a step names no line that exists.
    return lines.includes(true) ? lines : lines.map(() => true)
  })
  return Array.from({ length: lineCount }, (_, i) => [...lit.keys()].filter((step) => lit[step]?.[i]))
}
