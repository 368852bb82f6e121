/** Makes this person's own page of the talk and saves it as a file of the browser. */
import { readAnswers } from './answers.ts'
import type { TakeAwayContext } from './context.ts'
import { copySlides } from './copies.ts'
import { createEmbedder, slideStyles } from './embed.ts'
import { noteOf, readNotes } from './notes.ts'
import { makePage } from './page.ts'

/** `tell` gets the progress in words. Rejects if the slides cannot be loaded. */
export async function savePage(context: TakeAwayContext, tell: (words: string) => void): Promise<void> {
  const { talk, title, connection, deck, settings, last } = context
  const count = last() + 1
  const embedder = createEmbedder()
  const answers = await readAnswers(connection)
  const copies = await copySlides(settings(), last(), embedder, (done) =>
    tell(`Making your page: ${done} of ${count} slides.`),
  )
  const notes = readNotes(talk)
  const { width, height } = settings()
  const { lang, dataset } = document.documentElement
  const html = makePage({
    title,
    language: lang,
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
  tell(`Saved as ${link.download}.`)
}
