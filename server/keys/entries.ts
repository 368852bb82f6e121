/** Which talks a participant has entered, and when, as text in their cookie: `talk~time~talk~time`. */
import type { TalkId } from '../../protocol/ids.ts'

/** The newest talks that are kept, so that the cookie stays small. */
const MOST_TALKS = 10
/** A cookie of somebody who has entered no talk. An empty text is that of a cookie from before talks were noted. */
const NO_TALK = '~'

/** The earlier text with this talk, or the same text if it is there already. */
export function withEntry(text: string, talk: TalkId | null, now: number): string {
  const known = readEntries(text)
  if (talk === null) return text === '' ? NO_TALK : text
  if (known.has(talk)) return text
  const all = [...known, [talk, now] as const].slice(-MOST_TALKS)
  return all.flatMap(([each, at]) => [each, at.toString(36)]).join('~')
}

/** When each talk was entered, in ms since 1970. */
export function readEntries(text: string): ReadonlyMap<TalkId, number> {
  const parts = text.split('~')
  const found = new Map<TalkId, number>()
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [talk = '', at = ''] = parts.slice(i)
    if (talk !== '') found.set(talk, Number.parseInt(at, 36))
  }
  return found
}
