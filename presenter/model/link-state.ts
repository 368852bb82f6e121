/** The state of the connection: the link, its round trip, and whether it was checked since the page woke up. */
import type { Connection } from '../../client/connection/connection.ts'
import type { Link } from '../../client/connection/link.ts'

/** `checking`: the phone was locked, and the state is not yet known. `lost`: reconnecting for more than a moment. */
export type LinkWord = 'connecting' | 'checking' | 'live' | 'reconnecting' | 'lost' | 'refused'

export interface LinkState {
  word: LinkWord
  /** False from the time the page was hidden until the server has answered again. */
  checked: boolean
  /** Null until it was measured on this connection. */
  roundTripMs: number | null
  /** The server's clock minus this phone's, in ms; the best estimate so far. */
  offsetMs: number
}

const PROBE_EVERY_MS = 5000
const LOST_AFTER_MS = 5000
const AGAIN_MS = 400

/** Calls `changed` at once and after every change. Returns its undo. */
export function watchLink(
  connection: Pick<Connection, 'onLink' | 'probe' | 'reconnect' | 'link'>,
  changed: (state: LinkState) => void,
): () => void {
  const state: LinkState = { word: 'connecting', checked: false, roundTripMs: null, offsetMs: 0 }
  const undo = new AbortController()
  let checking = document.visibilityState === 'hidden'
  let check = 0
  let bestRoundTripMs = Infinity
  let lost = false
  let lostTimer: ReturnType<typeof setTimeout> | undefined
  let misses = 0

  function update(): void {
    const word = wordFor(connection.link)
    if (word !== 'live') state.roundTripMs = null
    state.word = word
    state.checked = !checking
    changed({ ...state })
  }

  function wordFor(link: Link): LinkWord {
    if (link === 'refused') return 'refused'
    if (link === 'live') return checking ? 'checking' : 'live'
    if (checking && !lost) return 'checking'
    if (link === 'connecting') return lost ? 'lost' : 'connecting'
    return lost ? 'lost' : 'reconnecting'
  }

  async function measure(): Promise<boolean> {
    const answer = await connection.probe()
    if (!answer || connection.link !== 'live') return false
    state.roundTripMs = Math.max(1, Math.round(answer.roundTripMs))
    if (answer.roundTripMs <= bestRoundTripMs * 1.5) state.offsetMs = answer.offsetMs
    bestRoundTripMs = Math.min(bestRoundTripMs, answer.roundTripMs)
    return true
  }

  /** After the page woke up, no key works until the server has answered (rule P6). */
  async function recheck(): Promise<void> {
    const mine = ++check
    checking = true
    update()
    while (mine === check && document.visibilityState === 'visible' && !undo.signal.aborted) {
      if (connection.link === 'live' && (await measure())) {
        if (mine === check) checking = false
        break
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
    update()
  }

  function hide(): void {
    check += 1
    checking = true
    update()
  }

  async function pulse(): Promise<void> {
    if (document.visibilityState === 'hidden' || checking || connection.link !== 'live') return
    if (await measure()) misses = 0
    else misses += 1
    update()
    // A socket can look open although nothing comes through. Probe once more, then reconnect.
    if (misses === 1) setTimeout(() => void pulse(), AGAIN_MS)
    if (misses >= 2 && connection.link === 'live') {
      misses = 0
      connection.reconnect()
    }
  }

  const { signal } = undo
  document.addEventListener(
    'visibilitychange',
    () => (document.visibilityState === 'hidden' ? hide() : void recheck()),
    { signal },
  )
  // Chromium may freeze a page without hiding it.
  document.addEventListener('freeze', hide, { signal })
  document.addEventListener('resume', () => void recheck(), { signal })
  addEventListener('pageshow', (event) => void (event.persisted && recheck()), { signal })
  addEventListener('online', () => void recheck(), { signal })
  const timer = setInterval(() => void pulse(), PROBE_EVERY_MS)
  const unlink = connection.onLink((link) => {
    if (link === 'live') {
      lost = false
      misses = 0
      clearTimeout(lostTimer)
      lostTimer = undefined
      void pulse()
    } else {
      lostTimer ??= setTimeout(() => {
        lost = true
        update()
      }, LOST_AFTER_MS)
    }
    update()
  })

  return () => {
    undo.abort()
    unlink()
    clearInterval(timer)
    clearTimeout(lostTimer)
  }
}

export const LINK_WORDS: Record<LinkWord, string> = {
  connecting: 'Connecting…',
  checking: 'Checking…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  lost: 'No connection',
  refused: 'Refused',
}
