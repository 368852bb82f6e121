/** Loads a page anew when it is too old for its server, and never twice in a row. */

const KEY = 'lectern.reloaded'
const AGAIN_AFTER_MS = 60_000

/** False when that has just been tried and did not help: then people must be told. */
export function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0)
    if (Date.now() - last < AGAIN_AFTER_MS) return false
    sessionStorage.setItem(KEY, String(Date.now()))
  } catch {
    return false
  }
  location.reload()
  return true
}
