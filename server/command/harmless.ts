/** Makes a deck's text safe for the terminal. */

/** A deck's text must not control the terminal, because a deck may come from anybody. */
export function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}
