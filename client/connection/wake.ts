/** The moments in which a page must check its connection: it was asleep, hidden or offline. */

/** `awake`: the connection may look open and be dead. `online`: the network is back. Returns its undo. */
export function onWake(awake: () => void, online: () => void): () => void {
  const undo = new AbortController()
  const { signal } = undo
  const shown = (): void => {
    if (document.visibilityState === 'visible') awake()
  }
  document.addEventListener('visibilitychange', shown, { signal })
  // Chromium may freeze a page without hiding it.
  document.addEventListener('resume', shown, { signal })
  addEventListener('pageshow', (event) => event.persisted && shown(), { signal })
  addEventListener('online', online, { signal })
  return () => undo.abort()
}
