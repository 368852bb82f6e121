/** Makes this person's own page of the talk and saves it as a file of the browser. */
import { fill, words } from '../../client/words.ts'
import { keptLine } from '../kept-line.ts'
import { readAnswers } from './answers.ts'
import type { TakeAwayContext } from './context.ts'
import { copySlides } from './copies.ts'
import { createEmbedder, slideStyles } from './embed.ts'
import { noteOf, readNotes } from './notes.ts'
import { makePage } from './page.ts'

/** `tell` gets the progress in words. Rejects if the slides cannot be loaded. */
export async function savePage(context: TakeAwayContext, tell: (progress: string) => void): Promise<void> {
  const { talk, title, connection, deck, settings, last } = context
  const { ownPage } = words.elements
  const count = last() + 1
  const embedder = createEmbedder()
  const answers = await readAnswers(connection)
  const copies = await copySlides(settings(), last(), embedder, (done) =>
    tell(fill(ownPage.making, { done, count })),
  )
  const notes = readNotes(talk)
  const { width, height } = settings()
  const { lang, dir, dataset } = document.documentElement
  const slidesOnPage = document.querySelector<HTMLElement>('.slides')
  const html = makePage({
    title,
    language: lang,
    direction: dir,
    slidesLanguage: slidesOnPage?.lang ?? lang,
    slidesDirection: slidesOnPage?.dir ?? dir,
    kept: keptLine(),
    theme: dataset['theme'] ?? 'auto',
    width,
    height,
    styles: await slideStyles(embedder),
    slides: copies.map((copy, i) => ({ ...copy, note: noteOf(notes, deck.outline[i]?.id ?? '') })),
    answers,
    date: new Date(),
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
  link.download = `${talk}-my-page.html`
  link.click()
  // The download has begun by then; some browsers read the file only after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  tell(fill(ownPage.saved, { file: link.download }))
}
