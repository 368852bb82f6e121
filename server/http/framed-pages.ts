/** Policies for the author's own pages and PDFs in frames, which isolate them from our pages. */
import type { Deck } from '../../protocol/deck.ts'
import { isPage, SANDBOX } from '../deck/frames.ts'

/**
 * The page gets no origin, so it cannot read cookies or the page around it, and cannot reach another host. Its own
 * inline scripts and styles are allowed, because they come from the deck's author, like the page.
 */
const PAGE_POLICY = [
  `sandbox ${SANDBOX}`,
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')
/** A stricter policy breaks the PDF viewers of browsers. */
const PDF_POLICY = "frame-ancestors 'self'"

/** The headers for one of the deck's files. */
export function policyOf(file: string, { files }: Deck): Record<string, string> {
  const framed = Object.entries(files).some(([path, use]) => use === 'frame' && isPage(path))
  return {
    // A framed page has an opaque origin, so its requests are cross-origin.
    ...(framed && { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
    ...(isPage(file) && { 'Content-Security-Policy': PAGE_POLICY }),
    ...(/\.pdf$/i.test(file) && { 'Content-Security-Policy': PDF_POLICY }),
  }
}
