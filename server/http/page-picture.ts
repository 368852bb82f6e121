/** Answers with the picture of a PDF's page. */
import type { NextFunction, Request, Response } from 'express'
import type { Deck } from '../../protocol/deck.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'

/** Shown in place of a page that cannot be drawn. The reason is in the log. */
const BLANK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><rect width="640" height="360" fill="#fff"/>
<text x="320" y="190" text-anchor="middle" font-family="sans-serif" font-size="24" fill="#444">This page cannot be drawn.</text></svg>`

/** Only pages that the deck names. The address contains the file's hash, so the picture never changes. */
export async function sendPicture(
  { pdf, files }: Deck,
  pictures: Pictures,
  { path }: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  const [name, number] = /^\/(page-\w+-(\d+)\.webp)$/.exec(path)?.slice(1) ?? []
  if (!pdf || name === undefined || !Object.hasOwn(files, name)) return next()
  try {
    const picture = await pictures.page(pdf, Number(number))
    response.type('webp').set('Cache-Control', 'public, max-age=31536000, immutable').send(picture)
  } catch {
    // Reported by `pictures`, once per page.
    response.type('svg').set('Cache-Control', 'no-store').send(BLANK)
  }
}
