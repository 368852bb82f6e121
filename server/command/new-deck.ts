/** `lectern new`: writes a small deck into a new folder. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { reason } from '../base/errors.ts'
import { deckSchema } from './deck-schema.ts'

const STARTER = join(import.meta.dirname, 'starter')
const DECK = 'deck.md'
const SCHEMA = 'deck.schema.json'

/** Throws a one-line message if the folder has content or cannot be written. */
export async function writeNewDeck(path: string): Promise<void> {
  const folder = resolve(path)
  try {
    await mkdir(folder, { recursive: true })
    const [first] = await readdir(folder)
    if (first !== undefined)
      throw new Error(`it already contains ${first}. Choose another name, or present it: lectern ${path}`)
    await cp(STARTER, folder, { recursive: true })
    const deck = await readFile(join(STARTER, DECK), 'utf8')
    await writeFile(join(folder, DECK), deck.replaceAll('TITLE', titleOf(folder)))
    await writeFile(join(folder, SCHEMA), `${JSON.stringify(deckSchema, null, 2)}\n`)
  } catch (cause) {
    throw new Error(`Cannot make a deck in ${path}: ${reason(cause)}.`, { cause })
  }
}

/** `my-first-talk` becomes “My first talk”. Other characters may mean something in YAML or Markdown. */
function titleOf(folder: string): string {
  const words =
    basename(folder)
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim() || 'A new talk'
  return words.charAt(0).toUpperCase() + words.slice(1)
}
