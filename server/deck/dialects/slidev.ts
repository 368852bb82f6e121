/** Drafts a Slidev deck: its Markdown core runs, and what does not run is named. */
import { stringify } from 'yaml'
import type { Assets } from '../assets.ts'
import { addClass, setAttribute, type Element, type Node } from '../dom.ts'
import { neutralDraft, type Draft } from '../draft.ts'
import { readFrontMatter, type FrontMatter } from '../front-matter.ts'
import type { ToHtml } from '../markdown.ts'
import type { Report } from '../origin.ts'
import { schemeOf } from '../themes.ts'
import { parseSlideHtml } from '../unclosed.ts'
import { CODE_STYLES, fitCode } from './fit-code.ts'
import { draftPage, lacking, type DialectDeck, type Lacks } from './page.ts'
import { classStyles } from './slidev-classes.ts'
import { applyClicks, removeNothing } from './slidev-clicks.ts'
import { applyLayout, moveAddresses, SLIDEV_STYLES, textOf } from './slidev-layouts.ts'
import { rewriteMarkdown, splitSlots, takeStyles } from './slidev-markdown.ts'
import { readSlidev, type SlidevSlide } from './slidev-source.ts'
import { tocOf, type Toc } from './slidev-toc.ts'
import { limitToSlide } from './slide-styles.ts'

/** Style sheets that Slidev applies without being told. They style its own layouts. */
const OWN_STYLES = ['style.css', 'styles/index.css']

export interface SlidevDeck {
  file: string
  /** The whole file, with its front matter. */
  source: string
  assets: Assets
  warnings: Report
  markdown: (head: FrontMatter) => ToHtml
}

export function draftSlidev({ file, source, assets, warnings, markdown }: SlidevDeck): DialectDeck {
  const slides = readSlidev(file, source, assets)
  const front = slides[0]?.front ?? {}
  const head = headOf(front, (message) => warnings.push({ file, line: 1, message }))
  for (const sheet of OWN_STYLES.filter((name) => assets.exists(name)))
    warnings.push({
      file,
      line: 1,
      message: `${sheet} of Slidev does not apply: the deck has Lectern’s look.`,
    })
  const toHtml = markdown(head)
  const css: string[] = []
  const bench = { toHtml, assets, warnings, css, settings: head.settings, toc: tocOf(slides) }
  const drafts = slides.map((slide, i) => draftSlide(slide, i, bench))
  const classes = classStyles(drafts.map(({ section }) => section))
  return { head, drafts, css, ours: `${SLIDEV_STYLES}${CODE_STYLES}${classes}` }
}

interface Bench {
  toHtml: ToHtml
  assets: Assets
  warnings: Report
  css: string[]
  settings: FrontMatter['settings']
  toc: Toc
}

function draftSlide(
  slide: SlidevSlide,
  index: number,
  { toHtml, assets, warnings, css, settings, toc }: Bench,
): Draft {
  const { file, line, notes } = slide
  const origin = { file, line, markdown: slide.text }
  if (slide.problem) return neutralDraft(origin, slide.problem, warnings)
  return draftPage(origin, toHtml, warnings, notes, (section, warn) => {
    const lacks = lacking('Slidev', index + 1, warn)
    const { text, styles } = takeStyles(slide.text, lacks)
    const slots = new Map<string, Node[]>()
    for (const [name, content] of splitSlots(text)) {
      const nodes = parseSlideHtml(toHtml(rewriteMarkdown(content, lacks, toc), warn), warn)
      slots.set(name, nodes)
    }
    applyLayout(section, slide, slots, index === 0, assets, lacks)
    moveAddresses(section, file, assets)
    removeNothing(section)
    applyClicks(section)
    fitCode(section, settings)
    if (styles.length > 0) addClass(section, `slide-${index + 1}`)
    css.push(...styles.map((style) => limitToSlide(style, `slide-${index + 1}`)))
    applyFront(section, slide.front, index, lacks)
  })
}

/** The transitions of reveal.js that are closest to those of Slidev. */
function transitionOf(given: string): string {
  if (given.startsWith('slide-')) return 'slide'
  return /^(fade|view-transition)/.test(given) ? 'fade' : given
}

/** What the front matter of a slide says besides its layout. */
function applyFront(section: Element, front: SlidevSlide['front'], index: number, lacks: Lacks): void {
  const transition = textOf(front['transition'])
  if (index > 0 && transition) setAttribute(section, 'data-transition', transitionOf(transition))
  for (const key of ['zoom', 'dragPos']) if (front[key] !== undefined) lacks(`“${key}:”`, `${key}:`)
}

/** The front matter of the first slide is that of the deck. */
function headOf(front: SlidevSlide['front'], warn: (message: string) => void): FrontMatter {
  const { title, author, lang, colorSchema, aspectRatio, transition, duration, theme } = front
  const ours = ['auto', 'light', 'dark'].includes(textOf(theme)) || schemeOf(textOf(theme)) !== undefined
  if (typeof theme === 'string' && !ours)
    warn(`The theme “${theme}” of Slidev does not run here: the deck has Lectern’s look.`)
  const [wide, high] = textOf(aspectRatio).split(/[/:]/).map(Number)
  const known = {
    title: plainTitle(textOf(title)),
    author: textOf(author),
    lang: textOf(lang),
    theme: colorSchema === 'dark' || colorSchema === 'light' ? colorSchema : ours ? textOf(theme) : '',
    height: wide && high ? Math.round((1280 * high) / wide) : '',
    transition: transitionOf(textOf(transition)),
    duration: textOf(duration),
  }
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''))
  return readFrontMatter(stringify(given), (_line, message) => warn(message))
}

/** Without tags. */
const plainTitle = (title: string): string => title.replaceAll(/<[^<>]*>/g, '')
