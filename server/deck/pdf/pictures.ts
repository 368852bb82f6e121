/** The pictures of a PDF's pages: drawn in the order in which they are requested, then all others. */
import type { Logger } from 'pino'
import type { DeckPdf } from '../../../protocol/deck.ts'
import { createDrawer, type Drawer } from './draw.ts'
import { pictureFiles } from './picture-files.ts'

export interface Pictures {
  /** Call it before the first page is requested, to save time. */
  warm(): void
  /** Waits until the page is drawn. Rejects with the reason if it cannot be. */
  page(pdf: DeckPdf, page: number): Promise<Buffer>
  close(): void
}

interface Job {
  pdf: DeckPdf
  page: number
  /** Somebody waits for it. */
  asked: boolean
  begin: () => Promise<void>
}

/** Pictures of this many PDFs stay in memory; a deck that was replaced is not needed for long. */
const MOST_PDFS = 20

/** `folder` keeps the pictures; with null they are only in memory. */
export function createPictures(
  folder: string | null,
  logger: Logger,
  drawer: Drawer = createDrawer(),
): Pictures {
  const files = pictureFiles(folder, (error) =>
    logger.warn({ err: error }, 'Pictures of a PDF cannot be stored.'),
  )
  const known = new Map<string, Promise<Buffer>[]>()
  const queue: Job[] = []
  let working = false

  /** All pages are put into the queue at once, in their order. */
  function pagesOf(pdf: DeckPdf): Promise<Buffer>[] {
    let pages = known.get(pdf.hash)
    if (!pages) {
      const used = files.use(pdf.hash)
      pages = Array.from({ length: pdf.pages }, (_, i) => enqueue(pdf, i + 1, used))
      known.set(pdf.hash, pages)
      const [oldest] = known.keys()
      if (known.size > MOST_PDFS && oldest !== undefined) known.delete(oldest)
    }
    return pages
  }

  function enqueue(pdf: DeckPdf, page: number, ready: Promise<void>): Promise<Buffer> {
    const made = new Promise<Buffer>((resolve, reject) => {
      const begin = async (): Promise<void> => {
        await ready
        try {
          resolve((await files.read(pdf.hash, page)) ?? (await draw(pdf, page)))
        } catch (error) {
          logger.error({ page, err: error }, `Page ${page} of a PDF cannot be drawn.`)
          reject(error)
        }
      }
      queue.push({ pdf, page, asked: false, begin })
    })
    // Nobody may have requested this page.
    made.catch(() => {})
    return made
  }

  async function draw(pdf: DeckPdf, page: number): Promise<Buffer> {
    const picture = await drawer.draw({ hash: pdf.hash, bytes: pdf.bytes, page })
    await files.write(pdf.hash, page, picture)
    return picture
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    while (queue.length > 0) {
      const next = Math.max(
        0,
        queue.findIndex(({ asked }) => asked),
      )
      await queue.splice(next, 1)[0]?.begin()
    }
    working = false
  }

  return {
    warm: () => drawer.warm(),
    page(pdf, page) {
      const made = pagesOf(pdf)[page - 1]
      if (!made) return Promise.reject(new Error(`there is no page ${page}`))
      const job = queue.find((each) => each.page === page && each.pdf.hash === pdf.hash)
      if (job && !job.asked) {
        queue.splice(queue.indexOf(job), 1)
        const last = queue.findLastIndex(({ asked }) => asked)
        queue.splice(last + 1, 0, { ...job, asked: true })
      }
      void work()
      return made
    },
    close() {
      queue.length = 0
      drawer.close()
    },
  }
}
