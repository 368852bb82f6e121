/** Splits the Markdown file beside a PDF at its headings: notes for a page (`# 3`), slides after it (`# after 3`). */

export interface PageSection {
  /** The page's number; 0 is before the first page. */
  page: number
  kind: 'notes' | 'slides'
  text: string
  /** The line of the text's first line, from 1. */
  line: number
}

const HEADING = /^#[ \t]+(after[ \t]+)?(\d{1,4})[ \t]*#*[ \t]*$/i
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** `line` is the number of the first line. What stands before the first heading belongs to no page. */
export function splitSections(body: string, line: number): { before: string; sections: PageSection[] } {
  const before: string[] = []
  const sections: PageSection[] = []
  let fence = ''
  let lines = before
  const texts = new Map<PageSection, string[]>()
  for (const [i, written] of body.split('\n').entries()) {
    const mark = FENCE.exec(written)?.[1] ?? ''
    if (fence === '') fence = mark
    else if (mark.startsWith(fence)) fence = ''
    const [, after, page] = (fence === '' && HEADING.exec(written)) || []
    if (page === undefined) {
      lines.push(written)
      continue
    }
    const section: PageSection = {
      page: Number(page),
      kind: after === undefined ? 'notes' : 'slides',
      text: '',
      line: line + i + 1,
    }
    sections.push(section)
    texts.set(section, (lines = []))
  }
  for (const [section, written] of texts) section.text = written.join('\n')
  return { before: before.join('\n').trim(), sections }
}
