/** Keeps a page of slides at the talk's position, and fetches the deck again when it was edited. */
import type { DeckSettings } from '../protocol/deck.ts'
import type { Position } from '../protocol/position.ts'
import type { Connection } from './connection/connection.ts'

/** The page's callbacks; both get a position that matches its current slides. */
interface Follower {
  move(live: Position): void
  swap(html: string, settings: DeckSettings, live: Position): void
}

const RETRY_MS = [300, 1000, 3000]
const STYLES_WITHIN_MS = 2000

/** `version` is that of the slides on the page. */
export function followTalk(connection: Connection, version: string, page: Follower): void {
  let wanted = version
  let loading = false

  async function load(attempt = 0): Promise<void> {
    loading = true
    const loaded = await fetchSlides()
    const live = connection.store.view.position
    if (loaded && live && loaded.version !== version) {
      await refreshStyles(loaded)
      version = loaded.version
      page.swap(loaded.html, loaded.settings, connection.store.view.position ?? live)
    }
    loading = false
    if (wanted === version) return
    // The old slides are better than a wrong position, so they stay until the new ones are available.
    if (live) page.move(connection.store.view.position ?? live)
    setTimeout(() => !loading && void load(attempt + 1), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)])
  }

  connection.store.on('talk', (talk) => {
    wanted = talk.version
    if (wanted !== version && !loading) void load()
  })
  connection.store.on('position', (live) => {
    if (!loading) page.move(live)
  })
}

interface Slides {
  html: string
  settings: DeckSettings
  /** Addresses of their style sheets. */
  stylesheets: string[]
  version: string
}

/** Null if the server cannot be reached or has no such deck. */
async function fetchSlides(): Promise<Slides | null> {
  try {
    const response = await fetch('slides.html', { cache: 'no-store' })
    const version = response.headers.get('x-deck-version')
    if (!response.ok || !version) return null
    const settings = JSON.parse(response.headers.get('x-deck-settings') ?? '') as DeckSettings
    const stylesheets = JSON.parse(response.headers.get('x-deck-stylesheets') ?? '[]') as string[]
    return { html: await response.text(), settings, stylesheets, version }
  } catch {
    return null
  }
}

/** Reloads the deck's style sheets, in order, and removes the old ones only when the new ones are loaded. */
async function refreshStyles({ stylesheets, version }: Slides): Promise<void> {
  const old = [...document.querySelectorAll<HTMLLinkElement>('link[data-deck]')]
  const arrivals = stylesheets.map((path) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.dataset['deck'] = ''
    link.href = `${path}?v=${encodeURIComponent(version)}`
    return new Promise<void>((resolve) => {
      link.onload = link.onerror = () => resolve()
      setTimeout(resolve, STYLES_WITHIN_MS)
      document.head.append(link)
    })
  })
  await Promise.all(arrivals)
  for (const link of old) link.remove()
}
