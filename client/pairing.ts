/** Pairs this browser: takes the key from a link, and exchanges it for a cookie. */

/** `gone`: a one-time key that was used or has expired. `offline`: no answer. `too-many`: wait for `waitMs`. */
export type PairResult =
  | { name: 'paired' | 'wrong-key' | 'gone' | 'insecure' | 'offline' | 'failed' }
  | { name: 'too-many'; waitMs: number }

/** The key in a pasted link or fragment, or the text itself; empty if it contains no key. */
export function readKey(text: string): string {
  const trimmed = text.trim()
  const inFragment = /#(?:.*&)?key=([^&\s]+)/.exec(trimmed)?.[1]
  if (inFragment !== undefined) return decode(inFragment)
  return /[\s#/:]/.test(trimmed) ? '' : trimmed
}

/** The key in the address. The fragment is removed before this function returns. */
export function takeKey(): string {
  const { hash, pathname, search } = location
  if (hash === '') return ''
  history.replaceState(history.state, '', pathname + search)
  return readKey(hash)
}

export async function pair(key: string): Promise<PairResult> {
  let response: Response
  try {
    response = await fetch('/pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
      signal: AbortSignal.timeout(8000),
    })
  } catch {
    return { name: 'offline' }
  }
  if (response.status === 204) return { name: 'paired' }
  if (response.status === 426) return { name: 'insecure' }
  if (response.status === 410) return { name: 'gone' }
  if (response.status === 403 || response.status === 400) return { name: 'wrong-key' }
  if (response.status !== 429) return { name: 'failed' }
  const seconds = Number(response.headers.get('retry-after'))
  return { name: 'too-many', waitMs: seconds > 0 ? seconds * 1000 : 10_000 }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
