/** The moments in which a page cannot trust its line: it slept, was put away, or had no network. */

/** `awake`: the line may look open and be dead. `online`: there is a network again. Returns its undo. */
export function onWake(awake: () => void, online: () => void): () => void {
  const undo = new AbortController()
  const { signal } = undo
  const shown = (): void => {
    if (document.visibilityState === 'visible') awake()
  }
  document.addEventListener('visibilitychange', shown, { signal })
  // Chromium may freeze a page that it has not hidden.
  document.addEventListener('resume', shown, { signal })
  addEventListener('pageshow', (event) => event.persisted && shown(), { signal })
  addEventListener('online', online, { signal })
  return () => undo.abort()
}
