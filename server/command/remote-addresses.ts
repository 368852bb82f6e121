/** Finds the pictures, fonts and style sheets on other hosts that a deck's text names, and replaces their addresses. */
import { outsideBlocks } from '../deck/dialects/code-free.ts'

/** Each has the address in its second group. An address ends at a space, a quote or a bracket. */
const PLACES = [
  /(!\[[^\]\n]{0,1000}\]\(\s*<?)(https?:\/\/[^\s)>"']{1,2000})/gi,
  /(\b(?:src|data-src|poster|data-background|data-background-image|data-preview-image)\s*=\s*["']?)(https?:\/\/[^\s"'>]{1,2000})/gi,
  /(\burl\(\s*["']?)(https?:\/\/[^\s"')]{1,2000})/gi,
  /(@import\s+["'])(https?:\/\/[^\s"']{1,2000})/gi,
  /(<link\b[^<>]{0,500}?\bhref\s*=\s*["']?)(https?:\/\/[^\s"'>]{1,2000})/gi,
  /(^[ \t]*(?:image|background|_?backgroundImage)[ \t]*:[ \t]*["']?)(https?:\/\/[^\s"']{1,2000})/gim,
]
/** Files that are no pictures, or that are shown in another way. */
const OTHER = /<(?:script|iframe|video|audio|source|track|embed)\b[^<>]{0,1000}>/gi

/** `rename` gets each address once more in the order of the text; undefined keeps it. Code keeps its addresses. */
export function replaceRemote(
  text: string,
  isMarkdown: boolean,
  rename: (address: string) => string | undefined,
): string {
  return isMarkdown
    ? outsideBlocks(text, (lines) =>
        lines
          .split(/(`[^`\n]{1,2000}`)/)
          .map((piece, i) => (i % 2 === 0 ? inText(piece, rename) : piece))
          .join(''),
      )
    : inText(text, rename)
}

function inText(text: string, rename: (address: string) => string | undefined): string {
  const kept: string[] = []
  const visible = text.replaceAll(OTHER, (raw) => `\uE003${kept.push(raw) - 1}\uE003`)
  const renamed = PLACES.reduce(
    (changed, place) =>
      changed.replaceAll(place, (raw, before: string, address: string) => {
        const found = rename(address)
        return found === undefined ? raw : before + found
      }),
    visible,
  )
  return renamed.replaceAll(/\uE003(\d+)\uE003/g, (_raw, i: string) => kept[Number(i)] ?? '')
}

/** Each address once. */
export function remoteIn(text: string, isMarkdown: boolean): string[] {
  const found = new Set<string>()
  replaceRemote(text, isMarkdown, (address) => void found.add(address))
  return [...found]
}
