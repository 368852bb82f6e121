/** Drafts a Marp deck: its directives, pictures and rulers run, and what does not run is named. */
import type { MarkedExtension } from 'marked'
import { stringify } from 'yaml'
import {
  addClass,
  append,
  attribute,
  createElement,
  createText,
  elements,
  isComment,
  isElement,
  setAttribute,
  textOf,
} from '../dom.ts'
import type { Element } from '../dom.ts'
import { readFrontMatter, splitFrontMatter, type FrontMatter } from '../front-matter.ts'
import { steppedItems, type ToHtml } from '../markdown.ts'
import type { Report } from '../origin.ts'
import { parseSlideHtml } from '../unclosed.ts'
import { CODE_STYLES, fitCode } from './fit-code.ts'
import { applyImages } from './marp-images.ts'
import { marpKeys, readMarp, type Directives } from './marp-source.ts'
import { draftPage, lacking, type DialectDeck, type Lacks } from './page.ts'
import { limitToSlide } from './slide-styles.ts'

export interface MarpDeck {
  file: string
  /** The whole file, with its front matter. */
  source: string
  warnings: Report
  markdown: (head: FrontMatter, more: MarkedExtension[]) => ToHtml
}

export function draftMarp({ file, source, warnings, markdown }: MarpDeck): DialectDeck {
  const { yaml, body, line } = splitFrontMatter(source)
  const keys = marpKeys(yaml ?? '')
  const warnHead = (message: string): unknown => warnings.push({ file, line: 1, message })
  const head = headOf(keys, warnHead)
  const toHtml = markdown(head, [steppedLists])
  const pages = readMarp(body, line, keys)
  const css = typeof keys['style'] === 'string' ? [keys['style']] : []
  let number = 0
  const drafts = pages.map(({ text, notes, line: at, directives }, i) =>
    draftPage({ file, line: at, markdown: text }, toHtml, warnings, notes, (section, warn) => {
      const lacks = lacking('Marp', i + 1, warn)
      append(section, parseSlideHtml(toHtml(text, warn), warn))
      css.push(...takeScoped(section, `slide-${i + 1}`))
      applyDirectives(section, directives)
      fitHeadings(section)
      applyImages(section, lacks)
      fitCode(section, head.settings, partOfText(section))
      if (directives.paginate !== 'skip') number += 1
      addFurniture(section, directives, number, lacks, (written) => toHtml(written, warn))
    }),
  )
  return { head, drafts, css, ours: `${MARP_STYLES}${CODE_STYLES}` }
}

/** A picture beside the text leaves a part of the slide. */
function partOfText(section: Element): number {
  const [, percent = '0'] = /--part: ([\d.]+)%/.exec(attribute(section, 'style') ?? '') ?? []
  return 1 - Number(percent) / 100
}

const THEMES = ['default', 'gaia', 'uncover']

function headOf(keys: Record<string, unknown>, warn: (message: string) => unknown): FrontMatter {
  const { title, author, lang, size, theme, math } = keys
  if (typeof theme === 'string' && !THEMES.includes(theme))
    warn(`The theme “${theme}” of Marp does not run here: the deck has Lectern’s look.`)
  const classes = [keys['class']]
    .flat()
    .flatMap((each) => (typeof each === 'string' ? each.split(/[\s,]+/) : []))
  const inverted = classes.includes('invert')
  const known = {
    title,
    author,
    lang,
    theme: inverted ? 'dark' : 'light',
    transition: 'none',
    math: math !== false,
    ...(size === '4:3' && { width: 960, height: 720 }),
  }
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  const head = readFrontMatter(stringify(given), (_line, message) => warn(message))
  return { ...head, markdown: { ...head.markdown, breaks: true } }
}

/** In Marp, the items of a list with `*`, or with `1)`, appear one by one. */
const steppedLists = steppedItems(({ raw }) => /^\s*(?:\*|\d+\))\s/.test(raw))

function applyDirectives(section: Element, given: Directives): void {
  addClass(section, 'marp', ...(given.class ?? '').split(/\s+/).filter(Boolean))
  const inverted = /(^|\s)invert(\s|$)/.test(given.class ?? '')
  const colour = given.backgroundColor ?? (inverted ? '#1b1f29' : '')
  if (colour) setAttribute(section, 'data-background-color', colour)
  const [, picture] = /^url\(\s*["']?([^"')]+)["']?\s*\)$/.exec(given.backgroundImage?.trim() ?? '') ?? []
  if (picture) {
    setAttribute(section, 'data-background-image', picture)
    if (given.backgroundSize) setAttribute(section, 'data-background-size', given.backgroundSize)
  } else if (given.backgroundImage && given.backgroundImage !== 'none')
    setAttribute(section, 'data-background-gradient', given.backgroundImage)
  if (given.color) setAttribute(section, 'style', `color: ${given.color.replaceAll(/[;{}]/g, '')}`)
}

/** `# <!-- fit --> Words` is as wide as the slide. */
function fitHeadings(section: Element): void {
  for (const heading of elements(section).filter(({ tagName }) => /^h[1-6]$/.test(tagName))) {
    const fits = heading.childNodes.some((node) => isComment(node) && node.data.trim() === 'fit')
    if (fits) addClass(heading, 'r-fit-text')
  }
}

/** The text of `<style scoped>`, limited to its slide. Other `<style>` elements stay, as in every deck. */
function takeScoped(section: Element, mark: string): string[] {
  const scoped = elements(section).filter(
    ({ tagName, attrs }) => tagName === 'style' && attrs.some(({ name }) => name === 'scoped'),
  )
  if (scoped.length > 0) addClass(section, mark)
  return scoped.map((style) => {
    const css = limitToSlide(textOf(style), mark)
    style.childNodes = []
    return css
  })
}

function addFurniture(
  section: Element,
  { header, footer, paginate }: Directives,
  number: number,
  lacks: Lacks,
  toHtml: (markdown: string) => string,
): void {
  const written = (tag: 'header' | 'footer', text: string | undefined): Element[] => {
    if (!text) return []
    const content = parseSlideHtml(toHtml(text), () => {})
    const element = createElement(tag, { class: `marp-${tag}` }, content)
    applyImages(element, lacks)
    return [element]
  }
  const shows = paginate === 'true' || paginate === 'hold'
  const page = shows ? [createElement('span', { class: 'marp-page' }, [createText(String(number))])] : []
  append(section, [...written('header', header), ...written('footer', footer), ...page].filter(isElement))
}

/** Unlayered, so that it applies in every theme. */
const MARP_STYLES = `
.reveal .slides section.marp.lead { align-content: center; text-align: center }
.reveal .slides section.marp.invert { --ground: #1b1f29; --surface: #262b38; --ink: #fffdf7; --ink-soft: #c9c4b8; --line: #454b5a; --wire: #ffd60a; color: #fffdf7 }
.reveal .slides section.marp > :is(.marp-header, .marp-footer, .marp-page) { position: absolute; left: 48px; right: 48px; margin: 0; font-size: 20px; line-height: 1.3; opacity: .75; text-align: start }
.reveal[data-layout='tall'] .slides section.marp > :is(.marp-header, .marp-footer, .marp-page) { font-size: 26px }
.reveal .slides section.marp:is(.lead, .marp-left) h2::before, .reveal .slides section.marp :not(section, .part) > h2::before { content: none }
.reveal .slides section.marp > .marp-header { top: 20px }
.reveal .slides section.marp > .marp-header img { max-height: 34px }
.reveal .slides section.marp:has(> .marp-header) { padding-top: 64px }
.reveal .slides section.marp:has(> :is(.marp-footer, .marp-page)) { padding-bottom: 60px }
.reveal .slides section.marp > :is(.marp-footer, .marp-page) { bottom: 18px }
.reveal .slides section.marp > .marp-page { left: auto; text-align: end }
.reveal .slides section.marp > :is(.marp-header, .marp-footer) p { margin: 0; font-size: inherit }
.reveal .slides section.marp.marp-split { box-sizing: border-box; height: 100%; padding: 0; align-content: stretch }
.reveal .slides section.marp.marp-split > .part { box-sizing: border-box; position: absolute; inset-block: 0; width: calc(100% - var(--part)); padding: 56px; display: grid; grid-template-columns: minmax(0, 1fr); align-content: safe center }
.reveal .slides section.marp.marp-left > .part { right: 0 }
.reveal .slides section.marp.marp-right > .part { left: 0 }
.reveal .slides section.marp > .marp-pictures { position: absolute; inset: 0; display: flex; z-index: -1; overflow: hidden }
.reveal .slides section.marp.marp-left > .marp-pictures { right: auto; width: var(--part) }
.reveal .slides section.marp.marp-right > .marp-pictures { left: auto; width: var(--part) }
.reveal .slides section.marp > .marp-pictures.vertical { flex-direction: column }
.reveal .slides section.marp > .marp-pictures > * { flex: 1; min-width: 0; min-height: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; border: 0; border-radius: 0; box-shadow: none }
.reveal[data-layout='tall'] .slides section.marp.marp-split > .part { width: 100%; top: 40% }
.reveal[data-layout='tall'] .slides section.marp.marp-split > .marp-pictures { width: 100%; bottom: 60% }
`
