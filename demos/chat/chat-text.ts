/** Puts a person's text on the page: always as text, with links only for http and https addresses. */

const ADDRESS = /^https?:\/\//i
/** Characters that end a sentence and do not belong to an address. */
const AFTER = /[.,;:!?'")\]}>…]+$/

/** The address that this word links to; null if it stays plain text. */
export function linkOf(word: string): string | null {
  if (!ADDRESS.test(word)) return null
  try {
    const { protocol, username, password, href } = new URL(word)
    // A user name before the host only makes the address look like another one.
    const plain = username === '' && password === ''
    return plain && (protocol === 'http:' || protocol === 'https:') ? href : null
  } catch {
    return null
  }
}

/** Appends the text, with its links. */
export function appendText(to: Element, text: string): void {
  for (const part of text.split(/(\s+)/)) {
    const word = part.replace(AFTER, '')
    const href = linkOf(word)
    if (href === null) {
      to.append(part)
      continue
    }
    const link = document.createElement('a')
    link.href = href
    link.target = '_blank'
    link.rel = 'noopener noreferrer'
    link.textContent = word
    to.append(link, part.slice(word.length))
  }
}
