/** Tidies this page's address: reveal.js takes orders from a query string, and followers take none. */

/** Call it before reveal.js starts. The path stays. */
export function tidyAddress(): void {
  if (location.search || location.hash) history.replaceState(history.state, '', location.pathname)
}
