/** Removes the query string from this page's address, because reveal.js would read settings from it. */

/** Call it before reveal.js starts. The path stays. */
export function tidyAddress(): void {
  if (location.search || location.hash) history.replaceState(history.state, '', location.pathname)
}
