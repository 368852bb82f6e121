/** Decodes the text of a deck's file, as a browser does. */

/** `charset` is a label such as `iso-8859-1`. An unknown one means UTF-8, and a byte order mark decides before it. */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const marked = first === 0xef && second === 0xbb
  return new TextDecoder(marked || !isKnown(charset) ? 'utf-8' : charset).decode(bytes)
}

/** What an HTML page says about its encoding in its first 1,024 bytes. */
export function charsetOfPage(page: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(page.subarray(0, 1024))
  return /<meta\b[^>]*\bcharset\s*=\s*["']?([\w:-]+)/i.exec(start)?.[1]
}

function isKnown(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== ''
  } catch {
    // The label is unknown, which browsers ignore.
    return false
  }
}
