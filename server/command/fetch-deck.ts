/** `lectern fetch`: copies the pictures, fonts and style sheets on other hosts into the deck's folder, once. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, relative, sep } from 'node:path'
import { explain, reason } from '../base/errors.ts'
import { readSlidev } from '../deck/dialects/slidev-source.ts'
import { readFrontMatter, splitFrontMatter } from '../deck/front-matter.ts'
import { assetsIn } from '../deck/folder.ts'
import { findDecks, isPdf, type DeckSource } from '../deck/load.ts'
import { download, type DownloadLimits } from './download.ts'
import { endingOf } from './file-kind.ts'
import { remoteIn, replaceRemote } from './remote-addresses.ts'

/** The folder in the deck's folder that gets the files. */
const FOLDER = 'remote'
const MOST_FILES = 300
const LIMITS: Omit<DownloadLimits, 'allowed'> = { maxBytes: 20_000_000, timeoutMs: 20_000 }

export interface Fetched {
  saved: number
  failed: number
}

/** One line for each file. Throws a one-line message if there is no deck, or its files cannot be written. */
export async function fetchDeck(
  path: string,
  allowed: readonly string[],
  say: (line: string) => void,
  limits = LIMITS,
): Promise<Fetched> {
  const total: Fetched = { saved: 0, failed: 0 }
  for (const source of await findDecks(path)) {
    if (isPdf(source.entry)) continue
    const { saved, failed } = await fetchOne(source, { ...limits, allowed }, say)
    total.saved += saved
    total.failed += failed
  }
  if (total.saved + total.failed === 0) say(`${path} names no picture, font or style sheet on another host.`)
  return total
}

async function fetchOne(
  source: DeckSource,
  limits: DownloadLimits,
  say: (line: string) => void,
): Promise<Fetched> {
  const home = await realpath(source.root)
  const copies = createCopies(home, limits, say)
  for (const file of await filesOf(source)) {
    const path = await realpath(join(home, file))
    if (relative(home, path).startsWith('..')) continue
    const text = await readFile(path, 'utf8')
    const isMarkdown = !/\.(html?|css)$/i.test(file)
    const names = new Map<string, string>()
    for (const address of remoteIn(text, isMarkdown)) {
      const copy = await copies.of(address)
      if (copy) names.set(address, nameFrom(posix.dirname(file), copy))
    }
    if (names.size === 0) continue
    await writeWhole(
      path,
      replaceRemote(text, isMarkdown, (address) => names.get(address)),
    )
  }
  return copies.count
}

/** The deck's own text files that may name others, relative to its folder. */
async function filesOf(source: DeckSource): Promise<string[]> {
  const entry = basename(source.entry)
  const text = (await readFile(source.entry, 'utf8')).replaceAll(/\r\n?/g, '\n')
  const included = readSlidev(entry, text, assetsIn(source.root)).map(({ file }) => file)
  const external = [...text.matchAll(/\bdata-markdown=["']([^"':]+\.md)["']/g)].map(([, file = '']) => file)
  const sheets = readFrontMatter(splitFrontMatter(text).yaml ?? '', () => {}).stylesheets
  const linked = [...text.matchAll(/\bhref=["']([^"':]+\.css)["']/g)].map(([, file = '']) => file)
  const all = new Set([
    entry,
    ...(/\.html?$/i.test(entry) ? [] : included),
    ...external,
    ...sheets,
    ...linked,
  ])
  return [...all].filter(
    (file) => !file.startsWith(`${FOLDER}/`) && assetsIn(source.root).read(file) !== null,
  )
}

interface Copies {
  count: Fetched
  /** The copy's path in the deck's folder; null if there is none. */
  of(address: string): Promise<string | null>
}

function createCopies(home: string, limits: DownloadLimits, say: (line: string) => void): Copies {
  const known = new Map<string, string | null>()
  const count: Fetched = { saved: 0, failed: 0 }

  async function copy(address: string, depth: number): Promise<string> {
    if (known.size > MOST_FILES) throw new Error(`there are more than ${MOST_FILES} files`)
    const { url, type, body } = await download(address.replaceAll('&amp;', '&'), limits)
    const ending = endingOf(type, body)
    const path = `${FOLDER}/${nameOf(url, address)}${ending}`
    const content = ending === '.css' ? await sheetWithCopies(body.toString('utf8'), url, depth) : body
    await mkdir(join(home, FOLDER), { recursive: true })
    await writeWhole(join(home, path), content)
    say(`${address} → ${path} (${Math.max(1, Math.round(body.length / 1000))} KB)`)
    return path
  }

  /** A style sheet with the addresses of its own fonts and pictures. */
  async function sheetWithCopies(css: string, from: URL, depth: number): Promise<string> {
    const found = [
      ...css.matchAll(/url\(\s*["']?(?!data:|#)([^"')\s]{1,2000})|@import\s+["']([^"'\n]{1,2000})/gi),
    ]
    const names = new Map<string, string>()
    for (const [, a, b] of found) {
      const written = a ?? b ?? ''
      if (depth > 3 || !URL.canParse(written, from)) continue
      const path = await one(new URL(written, from).href, depth + 1)
      if (path) names.set(written, nameFrom(FOLDER, path))
    }
    return css.replaceAll(
      /(url\(\s*["']?|@import\s+["'])(?!data:|#)([^"')\s]{1,2000})/gi,
      (raw, before: string, written: string) => {
        const name = names.get(written)
        return name === undefined ? raw : before + name
      },
    )
  }

  async function one(address: string, depth: number): Promise<string | null> {
    const before = known.get(address)
    if (before !== undefined) return before
    // A sheet that imports itself must not wait for itself.
    known.set(address, null)
    try {
      const path = await copy(address, depth)
      known.set(address, path)
      count.saved += 1
      return path
    } catch (error) {
      count.failed += 1
      say(`${address} was not copied: ${reasonOf(error)}.`)
      return null
    }
  }

  return { count, of: (address) => one(address, 0) }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error && 'errno' in error ? reason(error) : explain(error)
  return text.replace(/\.$/, '') || 'it cannot be reached'
}

/** `logo-1a2b3c4d`: unique for each address. */
function nameOf(url: URL, address: string): string {
  const plain = decodeName(posix.basename(url.pathname)).replace(/\.\w{1,5}$/, '')
  const words = plain
    .replaceAll(/[^\w-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${words || 'file'}-${createHash('sha256').update(address).digest('hex').slice(0, 8)}`
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    // A single % is part of the name.
    return name
  }
}

const nameFrom = (folder: string, path: string): string => posix.relative(folder, path)

/** Readers see the old content or the new one, never a part. */
async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const mode = await stat(path).then(
      (old) => old.mode,
      () => 0o644,
    )
    await writeFile(temporary, content, { mode })
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new Error(`Cannot write ${path.split(sep).join('/')}: ${reason(cause)}.`, { cause })
  }
}
