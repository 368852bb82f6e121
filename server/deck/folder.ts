/** The deck's folder: everything that is read from it or sent from it goes through here, and nothing leaves it. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { classify, type Assets } from './assets.ts'

const TEXTS = new Set(['.md', '.markdown', '.svg', '.css'])
const SERVED = new Set(
  `.avif .gif .ico .jpg .jpeg .png .svg .webp .otf .ttf .woff .woff2 .css .js .mjs
   .mp3 .m4a .ogg .oga .opus .wav .flac .mp4 .m4v .webm .ogv .mov .vtt .pdf`.split(/\s+/),
)

/** The real path of a file inside the folder; null if there is none, if a link leaves the folder, or for hidden files. */
function fileInside(root: string, path: string): string | null {
  const parts = path.split('/')
  if (path.includes('\0') || path.includes('\\') || parts.some((part) => part.startsWith('.'))) return null
  try {
    const home = realpathSync(root)
    const real = realpathSync(join(home, ...parts))
    const inside = real.startsWith(home.endsWith(sep) ? home : home + sep)
    return inside && statSync(real).isFile() ? real : null
  } catch {
    // No such file, or none that may be read: both mean that there is nothing to give.
    return null
  }
}

/** What the compiler may see of a folder. */
export function assetsIn(root: string): Assets {
  return {
    exists: (path) => fileInside(root, path) !== null,
    read(path) {
      const file = TEXTS.has(extname(path).toLowerCase()) ? fileInside(root, path) : null
      return file === null ? null : readText(file)
    },
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It exists and may not be read; the caller says so with the file's name and line.
    return null
  }
}

/** One of the author's own pages, which the caller knows to be framed by a slide; or null. */
export function framedFile(root: string, requestPath: string): { path: string; file: string } | null {
  const address = classify(requestPath.replace(/^\//, ''))
  if (address.kind !== 'local') return null
  const file = fileInside(root, address.path)
  return file && extname(file) === extname(address.path) ? { path: address.path, file } : null
}

/** The file for a request, or null: only pictures, fonts, style sheets, sound, films, PDFs and element scripts. */
export function servedFile(root: string, requestPath: string): string | null {
  const address = classify(requestPath.replace(/^\//, ''))
  if (address.kind !== 'local' || !SERVED.has(extname(address.path).toLowerCase())) return null
  const file = fileInside(root, address.path)
  // A link may lead to a file of another kind.
  return file && SERVED.has(extname(file).toLowerCase()) ? file : null
}
