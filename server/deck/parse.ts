/** A deck's source into the deck: the whole compiler, and no disk in it. */
import { createHash } from 'node:crypto'
import type { Deck, DeckWarning, OutlineSlide, Section } from '../../protocol/deck.ts'
import { addStylesheet, type Assets } from './assets.ts'
import type { Aside } from './clean.ts'
import { findCode, type CodeBlock } from './code.ts'
import { isRightToLeft } from './direction.ts'
import { attribute } from './dom.ts'
import { errorDraft, type Draft } from './draft.ts'
import { readFrontMatter, splitFrontMatter, DEFAULTS, type FrontMatter } from './front-matter.ts'
import { draftHtml } from './html-deck.ts'
import { readHead, usesMath } from './html-head.ts'
import { loadHighlighter } from './languages.ts'
import { draftMarkdown } from './markdown-deck.ts'
import { createMarkdown } from './markdown.ts'
import { mathTexts } from './math.ts'
import { warnInto, type Origin } from './origin.ts'
import { finishSlide, finishStack, type FinishedSlide, type Workshop } from './slide.ts'
import { slideTimings } from './timings.ts'
import { slug, uniqueIds } from './titles.ts'

export interface DeckText {
  /** The id of the deck's talk. */
  id: string
  /** The entry file's name: `.html` and `.htm` are HTML, everything else is Markdown. */
  file: string
  text: string
  assets: Assets
}

function byPlace(a: DeckWarning, b: DeckWarning): number {
  return a.file.localeCompare(b.file) || a.line - b.line
}

interface Drafted {
  head: FrontMatter
  drafts: Draft[]
  beside: Draft | null
}

/** Never throws for what an author wrote: a slide that cannot be made says so in its place. */
export async function parseDeck({ id, file, text, assets }: DeckText): Promise<Deck> {
  const warnings: DeckWarning[] = []
  const aside: Aside = { css: [], stylesheets: [], pages: new Set() }
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const { head, drafts, beside } = draftDeck(file, source, assets, aside, warnings)
  const slides = drafts.filter((draft) => !isHidden(draft))
  if (slides.length === 0) slides.push(emptyDraft(file, warnings))
  const blocks = codeOf(slides, warnings)
  const leaves = slides.flatMap(leavesOf)
  const hasMath = head.math && leaves.some(({ section }) => mathTexts(section).length > 0)
  const workshop: Workshop = {
    assets,
    aside,
    hljs: await loadHighlighter([...blocks.values()].flat().map((block) => block.language)),
    katex: hasMath ? (await import('katex')).default : null,
    drawingPrefix: prefixes(),
  }
  const finished = finishDeck(slides, blocks, workshop, warnings)
  const timings = slideTimings(finished, head)
  const shownBeside = beside ? finishOrSay(beside, [], workshop, warnings).section.html : ''
  const deck = {
    id,
    title: head.title || finished.outline[0]?.title || id,
    author: head.author,
    language: head.language,
    theme: head.theme,
    durationMinutes: head.durationMinutes || timings.reduce((sum, seconds) => sum + seconds, 0) / 60,
    settings: { ...head.settings, rtl: head.rtl ?? isRightToLeft(head.language) },
    ...finished,
    beside: shownBeside,
    timings,
    pages: [...aside.pages],
    stylesheets: aside.stylesheets,
    css: aside.css
      .map((sheet) => sheet.trim())
      .filter(Boolean)
      .join('\n'),
  }
  const sheets = aside.stylesheets.map((sheet) => assets.read(sheet))
  const hash = createHash('sha256').update(JSON.stringify([deck, sheets]))
  return { ...deck, version: hash.digest('hex').slice(0, 12), warnings: warnings.toSorted(byPlace) }
}

function draftDeck(
  file: string,
  source: string,
  assets: Assets,
  aside: Aside,
  warnings: DeckWarning[],
): Drafted {
  const origin: Origin = { file, line: 1, markdown: null }
  const warn = warnInto(warnings, origin)
  try {
    if (/\.html?$/i.test(file)) {
      const toHtml = createMarkdown({ math: usesMath(source) })
      const { document, drafts, beside } = draftHtml(source, { file, assets, toHtml, warnings })
      return { head: readHead(document, assets, aside, warn), drafts, beside }
    }
    const { yaml, body, line } = splitFrontMatter(source)
    const head = readFrontMatter(yaml ?? '', (at, message) => warnings.push({ file, line: at, message }))
    for (const sheet of head.stylesheets) addStylesheet(sheet, assets, aside.stylesheets, warn)
    const markdown = {
      file,
      line,
      text: body,
      attributes: {},
      parent: null,
      notesSeparator: head.notesSeparator,
      separators: { horizontal: head.separator, vertical: head.verticalSeparator },
    }
    const drafts = draftMarkdown(markdown, createMarkdown({ math: head.math }), warnings)
    return { head, drafts, beside: null }
  } catch (error) {
    return { head: DEFAULTS, drafts: [errorDraft(origin, error, warnings)], beside: null }
  }
}

/** As reveal.js does: slides that are hidden go, and a stack that loses its last slide goes too. */
function isHidden(draft: Draft): boolean {
  const had = draft.below.length
  draft.below = draft.below.filter((slide) => !isHidden(slide))
  return attribute(draft.section, 'data-visibility') === 'hidden' || (had > 0 && draft.below.length === 0)
}

function emptyDraft(file: string, warnings: DeckWarning[]): Draft {
  return errorDraft({ file, line: 1, markdown: '' }, new Error('The deck has no slides.'), warnings)
}

function leavesOf(draft: Draft): Draft[] {
  return draft.below.length > 0 ? draft.below : [draft]
}

function codeOf(slides: Draft[], warnings: DeckWarning[]): Map<Draft, CodeBlock[]> {
  return new Map(
    slides.flatMap(leavesOf).map((draft) => {
      const warn = warnInto(warnings, draft.origin)
      return [draft, findCode(draft.section, warn)]
    }),
  )
}

function prefixes(): () => string {
  let drawings = 0
  return () => `d${++drawings}-`
}

function finishDeck(
  slides: Draft[],
  blocks: Map<Draft, CodeBlock[]>,
  workshop: Workshop,
  warnings: DeckWarning[],
): Pick<Deck, 'outline' | 'public' | 'notes'> {
  const outline: OutlineSlide[] = []
  const notes: Record<string, string> = {}
  const uniqueId = uniqueIds()
  const finish = (draft: Draft, h: number, v: number, more = ''): Section => {
    const slide = finishOrSay(draft, blocks.get(draft) ?? [], workshop, warnings)
    const title = slide.title || `Slide ${outline.length + 1}`
    const id = uniqueId(slide.section.attributes['id'] || slug(title) || `slide-${outline.length + 1}`)
    outline.push({ id, h, v, title, steps: slide.steps })
    const written = [more, slide.notes].filter(Boolean).join('\n')
    if (written) notes[id] = written
    return slide.section
  }
  const sections = slides.map((draft, h) => {
    if (draft.below.length === 0) return finish(draft, h, 0)
    const [stack, shared] = finishStack(draft, workshop, warnInto(warnings, draft.origin))
    return { ...stack, children: draft.below.map((slide, v) => finish(slide, h, v, v === 0 ? shared : '')) }
  })
  return { outline, public: sections, notes }
}

function finishOrSay(
  draft: Draft,
  blocks: CodeBlock[],
  workshop: Workshop,
  warnings: DeckWarning[],
): FinishedSlide {
  const warn = warnInto(warnings, draft.origin)
  try {
    return finishSlide(draft, blocks, workshop, warn)
  } catch (error) {
    return finishSlide(errorDraft(draft.origin, error, warnings), [], workshop, warn)
  }
}
