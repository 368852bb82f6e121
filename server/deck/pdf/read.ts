/** Reads a PDF: its text, links, text annotations and metadata. Pictures of its pages are in `pictures.ts`. */
import { createHash } from 'node:crypto'
import type { PDFDocumentProxy } from 'unpdf/pdfjs'
import { pageText, type PageText } from './page-text.ts'
import { linksOf, type Annotation, type PdfLink } from './page-links.ts'

export interface PdfPage extends PageText {
  /** In points; only the ratio matters. */
  width: number
  height: number
  links: PdfLink[]
  /** The texts of its text annotations. */
  notes: string[]
}

export interface Pdf {
  /** Identifies the file's content, and how its pages are drawn. */
  hash: string
  /** Empty if the file does not name it. */
  title: string
  author: string
  language: string
  pages: PdfPage[]
}

/** What a speaker may read about a PDF that cannot be a deck: the rest of a sentence that starts with the file's name. */
class UnusablePdf extends Error {
  override name = 'UnusablePdf'
}

export const MOST_PAGES = 500
const MOST_MEGABYTES = 200
/** A new number draws all pages again. */
const DRAWING = 1
/** Titles that programs write by themselves. */
const NO_TITLE =
  /^(untitled\b.*|unbenannt.*|microsoft .*|powerpoint .*|.*\.(pptx?|docx?|odp|key|pdf|tex|indd|html?))$/i

/** `begin` is called with each page's number. Throws `UnusablePdf`. */
export async function readPdf(bytes: Uint8Array, begin: (page: number) => void): Promise<Pdf> {
  if (bytes.length === 0) throw new UnusablePdf('is empty')
  if (bytes.length > MOST_MEGABYTES * 1e6) throw new UnusablePdf(`is larger than ${MOST_MEGABYTES} MB`)
  const { getDocumentProxy } = await import('unpdf')
  // Loading pdf.js does not count towards the time of the first page.
  begin(1)
  const document = await open(bytes, getDocumentProxy)
  try {
    const { numPages } = document
    if (numPages === 0) throw new UnusablePdf('has no pages')
    if (numPages > MOST_PAGES)
      throw new UnusablePdf(`has ${numPages} pages, and a deck has at most ${MOST_PAGES}`)
    const pages: PdfPage[] = []
    for (let number = 1; number <= numPages; number += 1) {
      begin(number)
      pages.push(await readPage(document, number))
    }
    const hash = createHash('sha256').update(`${DRAWING}`).update(bytes).digest('hex').slice(0, 16)
    return { hash, ...(await metadata(document)), pages }
  } finally {
    await document.loadingTask.destroy()
  }
}

async function open(
  bytes: Uint8Array,
  getDocumentProxy: (typeof import('unpdf'))['getDocumentProxy'],
): Promise<PDFDocumentProxy> {
  // pdf.js takes the buffer that it gets, hence the copy.
  const options = { isEvalSupported: false, useSystemFonts: false, enableXfa: false, verbosity: 0 }
  return getDocumentProxy(new Uint8Array(bytes), options).catch((error: unknown) => {
    const name = error instanceof Error ? error.name : ''
    if (name === 'PasswordException')
      throw new UnusablePdf('is encrypted: export it without a password', { cause: error })
    throw new UnusablePdf('is not a PDF, or it is damaged', { cause: error })
  })
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<PdfPage> {
  try {
    const page = await document.getPage(number)
    const viewport = page.getViewport({ scale: 1 })
    const annotations = (await page.getAnnotations()) as Annotation[]
    const notes = annotations.filter(({ subtype }) => subtype === 'Text')
    const read = {
      width: viewport.width,
      height: viewport.height,
      ...pageText(await page.getTextContent()),
      links: await linksOf(annotations, viewport, document),
      notes: notes.map(({ contentsObj }) => contentsObj?.str.trim() ?? '').filter(Boolean),
    }
    page.cleanup()
    return read
  } catch (error) {
    throw new UnusablePdf(`is damaged on page ${number}`, { cause: error })
  }
}

async function metadata(document: PDFDocumentProxy): Promise<Pick<Pdf, 'title' | 'author' | 'language'>> {
  const info = (await document.getMetadata()).info as Record<string, unknown>
  const text = (name: string): string =>
    typeof info[name] === 'string' ? info[name].trim().slice(0, 200) : ''
  const title = text('Title')
  return {
    title: NO_TITLE.test(title) ? '' : title,
    author: text('Author'),
    language: isLanguage(text('Language')) ? text('Language') : '',
  }
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0
  } catch {
    return false
  }
}
