/** Checks that the connection works: when it is live, when the page wakes up, and on the phone every few seconds. */
import type { LinkState } from './link.ts'
import type { TalkSocket } from './subscriptions.ts'

/** An answer that takes longer does not count. */
export const ANSWER_WITHIN_MS = 2000
const PULSE_EVERY_MS = 5000
const AGAIN_MS = 400
const LOST_AFTER_MS = 5000

export interface Health {
  /** False from the time the page was hidden, frozen or offline until the server has answered again. */
  checked: boolean
  /** Not live for more than a moment. */
  lost: boolean
  /** Null until it was measured on this connection. */
  roundTripMs: number | null
  /** The server's clock minus ours in ms; the best estimate so far. */
  offsetMs: number | undefined
}

export interface Checks {
  readonly health: Readonly<Health>
  /** Calls at once and after each change, also of the link. Returns its undo. */
  onHealth(listener: (health: Health) => void): () => void
  /** Round trip in ms and the server's clock minus ours in ms; null when nothing came back in 2 s. */
  probe(): Promise<{ roundTripMs: number; offsetMs: number } | null>
  stop(): void
}

/** `pulses`: probes regularly, and reconnects when no answer comes. */
export function createChecks(
  socket: Pick<TalkSocket, 'connected' | 'timeout'>,
  link: Pick<LinkState, 'link' | 'onLink' | 'reconnect'>,
  pulses: boolean,
): Checks {
  const isVisible = (): boolean => document.visibilityState === 'visible'
  const health: Health = { checked: isVisible(), lost: false, roundTripMs: null, offsetMs: undefined }
  const listeners = new Set<(health: Health) => void>()
  /** An answer proves something only if its probe was sent after the newest absence. */
  let absences = 0
  /** Code may still run between the event and the freeze. */
  let frozen = false
  let misses = 0
  let bestRoundTripMs = Infinity
  let lostTimer: ReturnType<typeof setTimeout> | undefined

  function change(to: Partial<Health>): void {
    Object.assign(health, to)
    for (const listener of listeners) listener(health)
  }

  async function probe(): ReturnType<Checks['probe']> {
    if (!socket.connected) return null
    const asked = absences
    const sentAt = performance.now()
    const before = Date.now()
    const serverNow = await socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck('probe', null)
      .catch(() => null)
    // The server refuses probes that are too frequent.
    if (typeof serverNow !== 'number') return null
    const roundTripMs = performance.now() - sentAt
    const offsetMs = serverNow - (before + roundTripMs / 2)
    const { checked, offsetMs: known = offsetMs } = health
    // A slow answer is imprecise. It counts only if it shows that a clock was set.
    const isBetter = roundTripMs <= bestRoundTripMs * 1.5 || Math.abs(offsetMs - known) > roundTripMs / 2
    bestRoundTripMs = Math.min(bestRoundTripMs, roundTripMs)
    change({
      checked: checked || (link.link === 'live' && asked === absences && isVisible() && !frozen),
      roundTripMs: Math.max(1, Math.round(roundTripMs)),
      offsetMs: isBetter ? offsetMs : known,
    })
    return { roundTripMs, offsetMs }
  }

  function leave(): void {
    absences += 1
    change({ checked: false, roundTripMs: null })
  }

  /** After sleep, a dead socket may look open, so a probe without an answer ends it. */
  async function wake(): Promise<void> {
    frozen = false
    leave()
    const mine = absences
    if (!isVisible() || (await probe())) return
    if (mine === absences && link.link !== 'refused') link.reconnect()
  }

  async function pulse(): Promise<void> {
    if (!isVisible() || link.link !== 'live') return
    if (await probe()) misses = 0
    else if (++misses === 1) setTimeout(() => void pulse(), AGAIN_MS)
    else if (link.link === 'live') link.reconnect()
  }

  const undo = new AbortController()
  const { signal } = undo
  document.addEventListener('visibilitychange', () => void wake(), { signal })
  // Chromium may freeze a page without hiding it.
  document.addEventListener('freeze', () => ((frozen = true), leave()), { signal })
  document.addEventListener('resume', () => void wake(), { signal })
  addEventListener('pageshow', (event) => void (event.persisted && wake()), { signal })
  addEventListener('online', () => (leave(), link.reconnect()), { signal })
  const timer = pulses ? setInterval(() => void pulse(), PULSE_EVERY_MS) : undefined
  const unlink = link.onLink((now) => {
    if (now === 'live') {
      clearTimeout(lostTimer)
      lostTimer = undefined
      misses = 0
      change({ lost: false })
      void (pulses ? pulse() : probe())
    } else {
      lostTimer ??= setTimeout(() => change({ lost: true }), LOST_AFTER_MS)
      change({ roundTripMs: null })
    }
  })

  return {
    health,
    onHealth(listener) {
      listeners.add(listener)
      listener(health)
      return () => listeners.delete(listener)
    },
    probe,
    stop() {
      undo.abort()
      unlink()
      clearInterval(timer)
      clearTimeout(lostTimer)
    },
  }
}
