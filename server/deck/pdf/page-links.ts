/** The links of a page: where they are on its picture, and where they lead. */
import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs'
import { cleanText } from '../../../protocol/text.ts'

export interface PdfLink {
  /** An address, or the number of a page. */
  to: string | number
  text: string
  /** Percent of the page's width or height. */
  left: number
  top: number
  width: number
  height: number
}

/** The members of pdf.js's annotations that are read here; it declares them as `any`. */
export interface Annotation {
  subtype: string
  /** Left, bottom, right, top; from the bottom of the page. */
  rect: number[]
  /** Only of the schemes that pdf.js holds for safe. */
  url?: string
  dest?: unknown
  overlaidText?: string
  contentsObj?: { str: string }
}

type Viewport = ReturnType<PDFPageProxy['getViewport']>

const MOST_LINKS = 200

export async function linksOf(
  annotations: Annotation[],
  viewport: Viewport,
  document: PDFDocumentProxy,
): Promise<PdfLink[]> {
  const links: PdfLink[] = []
  for (const annotation of annotations.slice(0, MOST_LINKS)) {
    const to = annotation.subtype === 'Link' ? await target(annotation, document) : null
    if (to === null) continue
    const text = cleanText(annotation.overlaidText ?? '', 200)
    links.push({ to, text, ...place(annotation.rect, viewport) })
  }
  return links
}

async function target(
  { url, dest }: Annotation,
  document: PDFDocumentProxy,
): Promise<string | number | null> {
  if (url !== undefined) return /^(https?|mailto|tel):/i.test(url) ? url : null
  const explicit: unknown = typeof dest === 'string' ? await document.getDestination(dest) : dest
  const page: unknown = Array.isArray(explicit) ? explicit[0] : null
  if (typeof page === 'number') return page + 1
  if (typeof page !== 'object' || page === null) return null
  // A link to a page that the file does not have leads nowhere.
  const index = await document.getPageIndex(page as { num: number; gen: number }).catch(() => null)
  return index === null ? null : index + 1
}

function place(rect: number[], viewport: Viewport): Omit<PdfLink, 'to' | 'text'> {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = viewport.convertToViewportRectangle(rect) as number[]
  const percent = (length: number, of: number): number => Math.round((1e4 * length) / of) / 100
  return {
    left: percent(Math.min(x0, x1), viewport.width),
    top: percent(Math.min(y0, y1), viewport.height),
    width: percent(Math.abs(x1 - x0), viewport.width),
    height: percent(Math.abs(y1 - y0), viewport.height),
  }
}
