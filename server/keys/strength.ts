/** Tells whether a chosen key is easy to guess: random keys pass, common choices do not. */

/** The minimum number of different characters, also after common words and sequences have been removed. */
const LEAST_DIFFERENT = 8

/** The most common choices. Digits that stand for letters are replaced by letters first. */
const COMMON =
  /password|passwort|passwd|qwerty|qwertz|azerty|asdfgh|zxcvb|letmein|welcome|willkommen|changeme|default|example|admin|master|monkey|dragon|sunshine|princess|iloveyou|football|baseball|superman|batman|trustno|whatever|secret|geheim|schluessel|hello|login|guest|lectern|presenter|presentation|speaker|talk|slides|reveal|remote|demo|test|user|root|temp|key/g

const LOOK_ALIKES: Record<string, string> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't' }
const YEAR = /(19|20)\d\d/g

/** Why the key is easy to guess, as the end of a sentence; null if it is not. */
export function weakness(key: string): string | null {
  const text = key.toLowerCase()
  if (different(text) < LEAST_DIFFERENT) return `it has fewer than ${LEAST_DIFFERENT} different characters`
  if (repeats(text)) return 'it repeats itself'
  const rest = withoutRuns(text).replace(YEAR, '').replace(/[-_]/g, '')
  const spelled = rest.replace(/[013457]/g, (digit) => LOOK_ALIKES[digit] ?? digit)
  const unusual = [rest.replace(COMMON, ''), spelled.replace(COMMON, '')]
  if (unusual.some((left) => different(left) < LEAST_DIFFERENT))
    return 'it consists of common words, years or rows of keys'
  return null
}

function different(text: string): number {
  return new Set(text).size
}

/** One piece repeated; the last repetition may be incomplete. */
function repeats(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++)
    if (text.startsWith(text.slice(length))) return true
  return false
}

/** Removes each sequence of four or more characters that counts up or down, such as `abcd` and `9876`. */
function withoutRuns(text: string): string {
  let kept = ''
  for (let at = 0; at < text.length;) {
    const end = Math.max(endOfRun(text, at, 1), endOfRun(text, at, -1))
    if (end - at < 4) kept += text[at++]
    else at = end
  }
  return kept
}

function endOfRun(text: string, from: number, step: number): number {
  let at = from + 1
  while (at < text.length && text.charCodeAt(at) === text.charCodeAt(at - 1) + step) at++
  return at
}
