/** The author's own pages and PDFs inside slides: served for frames, and kept from everything else of ours. */
import { basename } from 'node:path'
import type { RequestHandler } from 'express'
import type { Deck } from '../protocol/deck.ts'
import type { DeckSource } from './deck/find.ts'
import { framedFile } from './deck/folder.ts'
import { isPage, SANDBOX } from './deck/frames.ts'

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

/** Pages that no slide frames are passed on, like all other files; so is the deck itself, which holds its notes. */
export function framedPages({ root, entry }: DeckSource, deck: () => Deck): RequestHandler {
  return (request, response, next) => {
    // What such a page loads comes from an origin that is not ours.
    if (deck().pages.length > 0) response.set('Cross-Origin-Resource-Policy', 'cross-origin')
    const found = /\.(html?|pdf)$/i.test(request.path) ? framedFile(root, request.path) : null
    if (!found || (isPage(found.path) && !deck().pages.includes(found.path))) return next()
    if (found.file === framedFile(root, encodeURIComponent(basename(entry)))?.file) return next()
    response.set('Content-Security-Policy', isPage(found.path) ? PAGE_POLICY : PDF_POLICY)
    response.sendFile(found.file, {
      dotfiles: 'deny',
      cacheControl: false,
      headers: { 'Cache-Control': 'no-cache' },
    })
  }
}
