/** Keeps drawn pages in a folder, by the content of their PDF, so that a restart draws nothing again. */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The pages of this many PDFs are kept: those used last. */
const MOST_PDFS = 20

export interface PictureFiles {
  /** Null if it is not there. */
  read(hash: string, page: number): Promise<Buffer | null>
  /** Best effort: without space on the disk, the page is drawn again after a restart. */
  write(hash: string, page: number, picture: Buffer): Promise<void>
  /** Call it when a PDF is used. Removes the pages of those that were not used for longest. */
  use(hash: string): Promise<void>
}

/** Without a folder, nothing is kept. `failed` is called when something cannot be kept. */
export function pictureFiles(folder: string | null, failed: (error: unknown) => void): PictureFiles {
  if (folder === null) return { read: async () => null, write: async () => {}, use: async () => {} }
  const file = (hash: string, page: number): string => join(folder, hash, `${page}.webp`)
  return {
    read: (hash, page) => readFile(file(hash, page)).catch(() => null),
    async write(hash, page, picture) {
      try {
        // Renamed at the end, so that a file is complete after a crash.
        const written = `${file(hash, page)}.new`
        await writeFile(written, picture, { mode: 0o600 })
        await rename(written, file(hash, page))
      } catch (error) {
        failed(error)
      }
    },
    async use(hash) {
      try {
        await mkdir(join(folder, hash), { recursive: true, mode: 0o700 })
        await utimes(join(folder, hash), new Date(), new Date())
        await prune(folder)
      } catch (error) {
        failed(error)
      }
    },
  }
}

async function prune(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.length <= MOST_PDFS) return
  const used = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  )
  const oldest = used.toSorted((a, b) => b.at - a.at).slice(MOST_PDFS)
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { recursive: true, force: true })))
}
