/** Compiles a deck's source into the deck: the whole compiler, without disk access. */
import { createHash } from 'node:crypto'
import type { Deck, DeckWarning, OutlineSlide, Section } from '../../protocol/deck.ts'
import { addStylesheet, classify, type Assets } from './assets.ts'
import type { Aside } from './clean.ts'
import { findCode, isColoured, lightColoured, type CodeBlock } from './code.ts'
import { drawerFor } from './diagrams/diagrams.ts'
import { attribute } from './dom.ts'
import { errorDraft, neutralDraft, type Draft } from './draft.ts'
import { createFiles, type Files } from './files.ts'
import { DEFAULTS, type FrontMatter } from './front-matter.ts'
import { draftHtml, parsePage } from './html-deck.ts'
import { readHead, takeScripts, usesHighlighter, usesMath } from './html-head.ts'
import { loadHighlighter } from './languages.ts'
import { warnOfLost } from './lost.ts'
import { draftMarkdownFile } from './markdown-file.ts'
import { createMarkdown } from './markdown.ts'
import { mathTexts } from './math.ts'
import { mergeWarnings } from './merge-warnings.ts'
import { warnInto, type Noted, type Origin, type Report, type Warn } from './origin.ts'
import { missingTargets } from './polls.ts'
import { finishSlide, finishStack, type FinishedSlide, type Workshop } from './slide.ts'
import { bundleStyles, type Styles } from './styles.ts'
import { schemeOf, sheetsOfTheme } from './themes.ts'
import { draftPdf, type PdfSource } from './pdf/draft-pdf.ts'
import { PAGE_STYLES } from './pdf/page-slide.ts'
import { slug, uniqueIds } from './titles.ts'

export interface DeckText {
  /** The id of the deck's talk. */
  id: string
  /** The entry file's name: `.html` and `.htm` are HTML, everything else without `pdf` is Markdown. */
  file: string
  /** Of a PDF: the text of the file beside it. */
  text: string
  pdf?: Pick<PdfSource, 'pdf' | 'notesFile'> | undefined
  assets: Assets
  /** Called with each slide that is compiled. */
  begin?: ((origin: Origin) => void) | undefined
}

interface Drafted {
  head: FrontMatter
  drafts: Draft[]
  beside: Draft | null
  /** The page has no highlighting plugin, so that code with colours keeps them. */
  keepsColours?: boolean
}

/** Never throws because of the source: a slide that cannot be made is replaced by a neutral one. */
export async function parseDeck({ id, file, text, pdf, assets, begin }: DeckText): Promise<Deck> {
  const noted: Noted[] = []
  const warnings: Report = { push: (warning) => noted.push(warning), begin }
  const aside: Aside = { css: [], stylesheets: [], packaged: [] }
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const ours = new Set<string>()
  const { head, drafts, beside, keepsColours } = pdf
    ? draftPages({ ...pdf, file, text: source }, assets, aside, warnings)
    : await draftDeck(file, source, assets, aside, ours, warnings)
  const slides = drafts.filter((draft) => !isHidden(draft))
  if (slides.length === 0) slides.push(emptyDraft(file, warnings))
  return finishAll({
    id,
    file,
    source,
    assets,
    aside,
    ours,
    head,
    slides,
    beside,
    keepsColours,
    warnings,
    noted,
  })
}

/** A deck of one neutral slide. */
export function neutralDeck(
  { id, file, assets }: Pick<DeckText, 'id' | 'file' | 'assets'>,
  { line, message }: { line: number; message: string },
): Promise<Deck> {
  const noted: Noted[] = []
  const slides = [neutralDraft({ file, line, markdown: '' }, message, noted)]
  const aside: Aside = { css: [], stylesheets: [], packaged: [] }
  return finishAll({
    id,
    file,
    source: '',
    assets,
    aside,
    ours: new Set(),
    head: DEFAULTS,
    slides,
    beside: null,
    warnings: noted,
    noted,
  })
}

interface Unfinished {
  id: string
  file: string
  source: string
  assets: Assets
  aside: Aside
  /** Style sheets of Lectern for what the deck uses. They are no theme. */
  ours: Set<string>
  head: FrontMatter
  slides: Draft[]
  beside: Draft | null
  keepsColours?: boolean | undefined
  warnings: Report
  /** The warnings so far. */
  noted: Noted[]
}

async function finishAll(unfinished: Unfinished): Promise<Deck> {
  const { id, file, source, assets, aside, ours, head, slides, beside, keepsColours, warnings, noted } =
    unfinished
  const files = createFiles(file, assets, warnings)
  const leaves = slides.flatMap(leavesOf)
  const drawingPrefix = prefixes()
  const draw = await drawerFor(leaves.map(({ section }) => section))
  for (const { section, origin } of leaves) draw(section, drawingPrefix, ours, warnInto(warnings, origin))
  const blocks = codeOf(slides, assets, keepsColours === true, warnings)
  const hasMath = head.math && leaves.some(({ section }) => mathTexts(section).length > 0)
  const workshop: Workshop = {
    assets,
    aside,
    files,
    hljs: await loadHighlighter([...blocks.values()].flat().map((block) => block.language)),
    katex: hasMath ? (await import('katex')).default : null,
    drawingPrefix,
    quizId: uniqueIds(),
    pollId: uniqueIds(),
  }
  const finished = finishDeck(slides, blocks, workshop, warnings)
  const warn = warnInto(warnings, { file, line: 1, markdown: source })
  const styles = bundleStyles(aside.stylesheets, aside.css, assets, warn, {
    warnOf: (name, text) => warnInto(warnings, { file: name, line: 1, markdown: text }),
    old: aside.old === true,
  })
  const timings = slideTimings(finished, head)
  const shownBeside = beside ? finishOrSay(beside, [], workshop, warnings).section.html : ''
  const deck = {
    id,
    title: head.title || firstTitle(finished.outline) || id,
    author: head.author,
    language: head.language || 'en',
    languageNamed: head.language !== '',
    durationMinutes: head.durationMinutes || timings.reduce((sum, seconds) => sum + seconds, 0) / 60,
    ...finished,
    ...dress(head, aside, styles, isHtml(file)),
    beside: shownBeside,
    timings,
    flagged: head.flagged,
    css: [styles.css, ...ours].filter(Boolean).join('\n'),
  }
  for (const path of head.files) nameListed(path, files, assets, warn)
  files.nameInStyles(deck.css, warn)
  const named = files.follow()
  const hash = createHash('sha256').update(JSON.stringify(deck, withoutAnswers))
  return {
    ...deck,
    files: named,
    version: hash.digest('hex').slice(0, 12),
    warnings: mergeWarnings(noted),
    errors: errorsOf(noted),
  }
}

/** Of the first slide with a title of its own: many decks begin with a picture. */
function firstTitle(outline: OutlineSlide[]): string | undefined {
  return outline.find(({ title }, i) => title !== untitled(i))?.title
}

const untitled = (index: number): string => `Slide ${index + 1}`

/** Every browser gets the version, and few answers are possible, so that it would be easy to find the one that fits. */
function withoutAnswers(key: string, value: unknown): unknown {
  return key === 'private' ? undefined : value
}

export const isHtml = (file: string): boolean => /\.html?$/i.test(file)

const start = (file: string): Origin => ({ file, line: 1, markdown: null })

/** Lectern's own theme is for decks without one. */
function dress(
  head: FrontMatter,
  aside: Aside,
  styles: Styles,
  html: boolean,
): Pick<Deck, 'theme' | 'settings' | 'packaged'> {
  const isNamed = schemeOf(head.look) !== undefined || head.look === 'sheet'
  const named = isNamed ? sheetsOfTheme(head.look, head.highlightTheme) : aside.packaged
  const themed = styles.themed || named.some(schemeOf)
  const settings = { ...head.settings, rtl: head.rtl ?? isRightToLeft(head.language) }
  if (themed && head.look !== 'lectern') {
    const packaged = styles.remoteFonts ? ['fonts', ...named] : named
    return { theme: head.theme, settings: { ...settings, look: 'own' }, packaged }
  }
  // Colours in the styles of a page without a theme were chosen for a white background.
  const theme = html && styles.css !== '' ? 'light' : head.theme
  return { theme, settings: { ...settings, look: html ? 'centred' : 'lectern' }, packaged: [] }
}

async function draftDeck(
  file: string,
  source: string,
  assets: Assets,
  aside: Aside,
  ours: Set<string>,
  warnings: Report,
): Promise<Drafted> {
  const origin = start(file)
  try {
    if (!isHtml(file))
      return { ...(await draftMarkdownFile({ file, source, assets, aside, ours, warnings })), beside: null }
    const document = parsePage(source)
    const warn = warnInto(warnings, origin)
    const options = takeScripts(document, assets, warn)
    const toHtml = createMarkdown({ math: usesMath(source), flags: options.markdown })
    const { drafts, beside } = draftHtml(document, { file, assets, toHtml, options, warnings })
    const head = readHead(document, options, assets, aside, warn)
    return { head, drafts, beside, keepsColours: !usesHighlighter(source) }
  } catch (error) {
    return { head: DEFAULTS, drafts: [errorDraft(origin, error, warnings)], beside: null }
  }
}

function draftPages(source: PdfSource, assets: Assets, aside: Aside, warnings: Report): Drafted {
  const { head, drafts } = draftPdf(source, warnings)
  const warn = warnInto(warnings, start(source.notesFile))
  for (const sheet of head.stylesheets) addStylesheet(sheet, assets, aside.stylesheets, warn)
  aside.css.push(PAGE_STYLES)
  return { head, drafts, beside: null }
}

/** As reveal.js does: hidden slides are removed, and so is a stack that loses its last slide. */
function isHidden(draft: Draft): boolean {
  const had = draft.below.length
  draft.below = draft.below.filter((slide) => !isHidden(slide))
  return attribute(draft.section, 'data-visibility') === 'hidden' || (had > 0 && draft.below.length === 0)
}

/** A file or folder in the front matter's list `files`. */
function nameListed(path: string, files: Files, assets: Assets, warn: Warn): void {
  const found = classify(path)
  const folder = found.kind === 'local' ? `${found.path || '.'}/` : ''
  const hidden = found.kind === 'local' && found.path.split('/').some((part) => part.startsWith('.'))
  if (found.kind !== 'local' || hidden) warn(`“files”: ${path} is not in the deck's folder.`, { text: path })
  else if (assets.exists(found.path)) files.name(found.path, /\.html?$/i.test(found.path) ? 'frame' : 'shown')
  else if (assets.exists(folder)) files.name(folder, 'folder')
  else warn(`“files”: there is no file or folder ${path}.`, { text: path })
}

function emptyDraft(file: string, warnings: Report): Draft {
  return neutralDraft({ file, line: 1, markdown: '' }, 'The deck has no slides.', warnings)
}

function errorsOf(noted: Noted[]): DeckWarning[] {
  return noted.flatMap(({ file, line, message, error }) => (error ? [{ file, line, message }] : []))
}

function leavesOf(draft: Draft): Draft[] {
  return draft.below.length > 0 ? draft.below : [draft]
}

function codeOf(
  slides: Draft[],
  assets: Assets,
  keepsColours: boolean,
  warnings: Report,
): Map<Draft, CodeBlock[]> {
  return new Map(
    slides.flatMap(leavesOf).map((draft) => {
      const warn = warnInto(warnings, draft.origin)
      warnOfLost(draft.section, assets, warn)
      const found = findCode(draft.section, warn)
      if (!keepsColours) return [draft, found]
      for (const block of found.filter(isColoured)) lightColoured(block)
      return [draft, found.filter((block) => !isColoured(block))]
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
  warnings: Report,
): Pick<Deck, 'outline' | 'public' | 'notes'> {
  const outline: OutlineSlide[] = []
  const notes: Record<string, string> = {}
  const uniqueId = uniqueIds()
  const origins: Origin[] = []
  const finish = (draft: Draft, h: number, v: number, more = ''): Section => {
    const slide = finishOrSay(draft, blocks.get(draft) ?? [], workshop, warnings)
    const title = slide.title || untitled(outline.length)
    const id = uniqueId(slide.section.attributes['id'] || slug(title) || `slide-${outline.length + 1}`)
    const { steps, elements } = slide
    outline.push({ id, h, v, title, steps, ...(elements.length > 0 && { elements }) })
    origins.push(draft.origin)
    const written = [more, slide.notes].filter(Boolean).join('\n')
    if (written) notes[id] = written
    return slide.section
  }
  const sections = slides.map((draft, h) => {
    if (draft.below.length === 0) return finish(draft, h, 0)
    const [stack, shared] = finishStack(draft, workshop, warnInto(warnings, draft.origin))
    return { ...stack, children: draft.below.map((slide, v) => finish(slide, h, v, v === 0 ? shared : '')) }
  })
  outline.forEach(({ elements = [] }, i) => {
    const origin = origins[i]
    const missing = elements.flatMap((element) => missingTargets(element, outline))
    if (origin && missing.length > 0) warnOfTargets(missing, warnInto(warnings, origin))
  })
  return { outline, public: sections, notes }
}

function warnOfTargets(missing: string[], warn: Warn): void {
  for (const each of missing)
    warn(`A poll leads to the slide “${each}”, which the deck does not have.`, { text: each })
}

function finishOrSay(draft: Draft, blocks: CodeBlock[], workshop: Workshop, warnings: Report): FinishedSlide {
  const warn = warnInto(warnings, draft.origin)
  try {
    return finishSlide(draft, blocks, workshop, warn)
  } catch (error) {
    return finishSlide(errorDraft(draft.origin, error, warnings), [], workshop, warn)
  }
}

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|nqo|ps|sd|syr|ug|ur|yi)$/
const RIGHT_TO_LEFT_SCRIPTS = /^(adlm|arab|hebr|mand|nkoo|rohg|syrc|thaa)$/

/** `language` is a BCP 47 tag; a script subtag takes precedence over the language. */
export function isRightToLeft(language: string): boolean {
  const [primary = '', ...more] = language.toLowerCase().split(/[-_]/)
  const script = more.find((part) => /^[a-z]{4}$/.test(part))
  return script ? RIGHT_TO_LEFT_SCRIPTS.test(script) : RIGHT_TO_LEFT.test(primary)
}

/**
 * Seconds for each slide of the outline, from `data-timing` and `defaultTiming`. Slides without a time share the rest
 * of the total, as in reveal.js's speaker view. Empty if no slide has a time.
 */
export function slideTimings(
  deck: { public: Section[] },
  { durationMinutes, defaultTiming }: { durationMinutes: number; defaultTiming: number },
): number[] {
  const leaves = deck.public.flatMap((section) =>
    section.children.length > 0 ? section.children : [section],
  )
  const given = leaves.map(({ attributes }) => Number.parseInt(attributes['data-timing'] ?? '', 10))
  if (defaultTiming === 0 && !given.some((seconds) => seconds >= 0)) return []
  const open = given.filter((seconds) => !(seconds >= 0)).length
  const spent = given.reduce((sum, seconds) => sum + (seconds >= 0 ? seconds : 0), 0)
  const share = durationMinutes > 0 ? Math.max(0, (durationMinutes * 60 - spent) / open) : defaultTiming
  return given.map((seconds) => (seconds >= 0 ? seconds : share))
}
