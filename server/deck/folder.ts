/** Access to the deck's folder: all reads go through here, and none leaves the folder. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { extname, isAbsolute, join, relative, sep } from 'node:path'
import type { DeckFiles, FileUse } from '../../protocol/deck.ts'
import { classify, isServedKind, type Assets } from './assets.ts'
import { decodeText } from './encoding.ts'

const TEXTS = new Set(['.md', '.markdown', '.svg', '.css', '.js', '.mjs', '.html', '.htm'])

/** The real path of a file inside the folder; null if it does not exist, is hidden, or a link leaves the folder. */
function fileInside(root: string, path: string): string | null {
  const parts = path.replace(/\/$/, '').split('/')
  if (path.includes('\0') || path.includes('\\') || parts.some((part) => part.startsWith('.'))) return null
  try {
    const home = realpathSync(root)
    const real = realpathSync(join(home, ...parts))
    const below = relative(home, real)
    // A link may lead out of the folder, or to a hidden file in it.
    if (isAbsolute(below) || below.split(sep).some((part) => part.startsWith('.'))) return null
    const stats = statSync(real)
    return (path.endsWith('/') ? stats.isDirectory() : stats.isFile()) ? real : null
  } catch {
    // The file does not exist or may not be read; there is nothing to return in both cases.
    return null
  }
}

/** The compiler's access to a folder. */
export function assetsIn(root: string): Assets {
  return {
    exists: (path) => fileInside(root, path) !== null,
    read(path, charset) {
      const file = TEXTS.has(extname(path).toLowerCase()) ? fileInside(root, path) : null
      return file === null ? null : readText(file, charset)
    },
  }
}

function readText(file: string, charset: string | undefined): string | null {
  try {
    return decodeText(readFileSync(file), charset)
  } catch {
    // The file exists but may not be read; the caller reports it with the file's name and line.
    return null
  }
}

export interface ServedFile {
  /** Its real path. */
  file: string
  use: FileUse
}

/** The file for a request path that is still encoded, or null. Only files that the deck names, of the served kinds. */
export function servedFile(root: string, files: DeckFiles, requestPath: string): ServedFile | null {
  const address = classify(requestPath.replace(/^\//, ''))
  const use = address.kind === 'local' ? useOf(files, address.path) : null
  if (address.kind !== 'local' || use === null || !isServedKind(address.path)) return null
  const file = fileInside(root, address.path)
  // A link may lead to a file of another kind.
  return file && isServedKind(file) ? { file, use } : null
}

/** A page in a listed folder may be a deck with notes, so each page must be named individually. */
function useOf(files: DeckFiles, path: string): FileUse | null {
  if (Object.hasOwn(files, path)) return files[path] ?? null
  const folders = path.split('/').map((_, i, parts) => parts.slice(0, i).join('/') + '/')
  const listed = folders.some((folder) => Object.hasOwn(files, folder) || Object.hasOwn(files, './'))
  return listed && !/\.html?$/i.test(path) ? 'folder' : null
}
