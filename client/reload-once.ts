/** Reloads a page that is too old for its server, but never twice in a row. */

const KEY = 'lectern.reloaded'
const AGAIN_AFTER_MS = 60_000

/** False if a reload was just tried and did not help; then the page must say so. */
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
