/** Drafts the slides of a PDF, with the notes and the slides of the Markdown file beside it. */
import { parseHtml, type Node } from '../dom.ts'
import type { Draft } from '../draft.ts'
import { DEFAULTS, readFrontMatter, splitFrontMatter, type FrontMatter } from '../front-matter.ts'
import { draftMarkdown } from '../markdown-deck.ts'
import { createMarkdown, type ToHtml } from '../markdown.ts'
import { warnInto, type Report } from '../origin.ts'
import { deckVertical } from '../separators.ts'
import { slug, uniqueIds } from '../titles.ts'
import { pageSlide, paragraph, ratioOf } from './page-slide.ts'
import type { Pdf } from './read.ts'
import { splitSections, type PageSection } from './sections.ts'

export interface PdfSource {
  pdf: Pdf
  /** The PDF's name. */
  file: string
  /** The name of the Markdown file beside it, whether it exists or not. */
  notesFile: string
  /** The content of that file; empty without one. */
  text: string
}

export function draftPdf(
  { pdf, file, notesFile, text }: PdfSource,
  warnings: Report,
): { head: FrontMatter; drafts: Draft[] } {
  const { yaml, body, line } = splitFrontMatter(text)
  const warnAt = (at: number, message: string): void => {
    warnings.push({ file: notesFile, line: at, message })
  }
  const head = readFrontMatter(yaml ?? '', warnAt, defaultsOf(pdf))
  const toHtml = createMarkdown({ math: head.math })
  const { before, sections } = splitSections(body, line)
  if (before !== '') warnAt(line, 'Text before the first heading such as “# 1” belongs to no page.')
  for (const { page, kind, line: at } of sections) {
    if (page > pdf.pages.length || (page === 0 && kind === 'notes'))
      warnAt(at - 1, `${file} has no page ${page}: this section is ignored.`)
  }
  const of = (page: number, kind: PageSection['kind']): PageSection[] =>
    sections.filter((section) => section.page === page && section.kind === kind)
  const inserted = (page: number): Draft[] =>
    of(page, 'slides').flatMap((section) => draftSection(section, notesFile, head, toHtml, warnings))
  const notes = (number: number, fromFile: string[]): Node[] => {
    const written = of(number, 'notes')
    if (written.length === 0) return fromFile.map(paragraph)
    return written.flatMap((section) => {
      const warn = warnInto(warnings, { file: notesFile, line: section.line, markdown: section.text })
      // As in other decks, where notes start with this word.
      return parseHtml(toHtml(section.text.replace(/^\s*notes?:\s*/i, ''), warn))
    })
  }
  const ids = idsOf(pdf)
  const pages = pdf.pages.flatMap((page, i) => {
    const number = i + 1
    const slide = pageSlide(page, {
      hash: pdf.hash,
      number,
      id: ids[i] ?? '',
      idOf: (to) => ids[to - 1] ?? '',
      notes: notes(number, page.notes),
    })
    const draft: Draft = { section: slide, origin: { file, line: number, markdown: '' }, below: [] }
    return [draft, ...inserted(number)]
  })
  return { head, drafts: [...inserted(0), ...pages] }
}

function draftSection(
  { text, line }: PageSection,
  file: string,
  head: FrontMatter,
  toHtml: ToHtml,
  warnings: Report,
): Draft[] {
  const source = {
    file,
    line,
    text,
    attributes: {},
    parent: null,
    notesSeparator: head.notesSeparator,
    separators: { horizontal: head.separator, vertical: head.verticalSeparator ?? deckVertical(text) },
  }
  return draftMarkdown(source, toHtml, warnings)
}

/** What the front matter does not say comes from the file; the slides have the shape of its first page. */
function defaultsOf({ title, author, language, pages: [first] }: Pdf): FrontMatter {
  const { settings } = DEFAULTS
  const ratio = first ? ratioOf(first) : 1
  // A portrait page on a projector has the height of the screen, and so have the slides between pages.
  const height = ratio < 1 ? settings.height : Math.round(settings.width / ratio)
  return {
    ...DEFAULTS,
    title,
    author,
    language: language || DEFAULTS.language,
    settings: { ...settings, height, transition: 'none' },
  }
}

/** From the titles, so that a talk stays on its slide when pages are added before it. */
function idsOf({ pages }: Pdf): string[] {
  const unique = uniqueIds()
  return pages.map(({ title }, i) => unique(`page-${slug(title) || i + 1}`))
}
