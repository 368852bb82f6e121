/** Drafts a Markdown file in the dialect in which it is written. */
import { addStylesheet, type Assets } from './assets.ts'
import type { Aside } from './clean.ts'
import { withoutCode } from './dialects/code-free.ts'
import { dialectOf } from './dialects/dialect.ts'
import { draftMarp } from './dialects/marp.ts'
import type { DialectDeck } from './dialects/page.ts'
import { draftSlidev } from './dialects/slidev.ts'
import type { Draft } from './draft.ts'
import { emojiFor, FOOTNOTE_STYLES } from './extras.ts'
import { readFrontMatter, splitFrontMatter, type FrontMatter } from './front-matter.ts'
import { draftMarkdown } from './markdown-deck.ts'
import { createMarkdown, type MarkdownOptions } from './markdown.ts'
import { warnInto, type Report, type Warn } from './origin.ts'
import { deckVertical } from './separators.ts'

export interface MarkdownFile {
  file: string
  source: string
  assets: Assets
  aside: Aside
  /** Gets the style sheets of Lectern for what the deck uses. */
  ours: Set<string>
  warnings: Report
}

export async function draftMarkdownFile(deck: MarkdownFile): Promise<{ head: FrontMatter; drafts: Draft[] }> {
  const { file, source, assets, aside, ours, warnings } = deck
  const emoji = await emojiFor(source)
  const markdown = (
    head: FrontMatter,
    more: MarkdownOptions['more'] = [],
  ): ReturnType<typeof createMarkdown> =>
    createMarkdown({ math: head.math, flags: head.markdown, extras: { emoji }, more })
  if (source.includes('[^')) ours.add(FOOTNOTE_STYLES)
  const { yaml, body, line } = splitFrontMatter(source)
  // An empty file has no slide, not one empty slide.
  const isEmpty = !body.trim()
  const dialect = dialectOf(body, yaml ?? '')
  if (!isEmpty && dialect === 'slidev')
    return taken(draftSlidev({ file, source, assets, warnings, markdown }), deck)
  if (!isEmpty && dialect === 'marp') return taken(draftMarp({ file, source, warnings, markdown }), deck)
  const warn = warnInto(warnings, { file, line: 1, markdown: source })
  const head = readFrontMatter(yaml ?? '', (at, message) => warnings.push({ file, line: at, message }))
  for (const sheet of head.stylesheets)
    addStylesheet(sheet, assets, aside.stylesheets, (message) => warn(message, { text: sheet }))
  const text = {
    file,
    line,
    text: body,
    attributes: {},
    parent: null,
    notesSeparator: head.notesSeparator,
    separators: { horizontal: head.separator, vertical: head.verticalSeparator ?? deckVertical(body) },
  }
  const drafts = isEmpty ? [] : draftMarkdown(text, markdown(head), warnings)
  if (drafts.length === 1 && drafts[0]?.below.length === 0) warnOfHeadings(body, warn)
  return { head, drafts }
}

/** Nobody writes so many headings for one slide. */
const MANY_HEADINGS = 4

/** Other programs start a slide at each heading. */
function warnOfHeadings(body: string, warn: Warn): void {
  const headings = withoutCode(body).match(/^#{1,2}(?:[ \t].*)?$/gm)?.length ?? 0
  if (headings < MANY_HEADINGS) return
  warn(
    `The deck is one slide with ${headings} headings: “---” on a line of its own starts the next slide. ` +
      'Of a deck of Pandoc or Quarto, present the HTML that they write.',
  )
}

function taken(
  { head, drafts, css, ours: layouts }: DialectDeck,
  { aside, ours }: MarkdownFile,
): { head: FrontMatter; drafts: Draft[] } {
  aside.css.push(...css)
  ours.add(layouts)
  return { head, drafts }
}
