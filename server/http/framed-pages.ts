/** The author's own pages and PDFs inside slides: served for frames, and kept from everything else of ours. */
import type { Deck } from '../../protocol/deck.ts'
import { isPage, SANDBOX } from '../deck/frames.ts'

/**
 * The page gets no origin, so that it reads no cookie and nothing of the page around, and reaches no other host.
 * Its own scripts and styles may stand in it: they are the deck's author's, like the page.
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
/** A stricter one stops the viewers of browsers. */
const PDF_POLICY = "frame-ancestors 'self'"

/** The headers for one of the deck's files. */
export function policyOf(file: string, { files }: Deck): Record<string, string> {
  const framed = Object.entries(files).some(([path, use]) => use === 'frame' && isPage(path))
  return {
    // What a framed page loads comes from an origin that is not ours.
    ...(framed && { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
    ...(isPage(file) && { 'Content-Security-Policy': PAGE_POLICY }),
    ...(/\.pdf$/i.test(file) && { 'Content-Security-Policy': PDF_POLICY }),
  }
}
