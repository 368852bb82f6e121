/** Keeps the phone's screen on while the page is visible, and knows the reason if it cannot. */
import { words } from '../../client/words.ts'

/** `insecure`: this browser requires HTTPS. `refused`: the browser refused, for example because of a low battery. */
export type WakeState = 'off' | 'held' | 'unsupported' | 'insecure' | 'refused'

export interface WakeLock {
  readonly state: WakeState
  want(on: boolean): void
}

export function createWakeLock(changed: (state: WakeState) => void): WakeLock {
  let state: WakeState = 'off'
  let wanted = false
  let lock: WakeLockSentinel | undefined

  function become(next: WakeState): void {
    if (state === next) return
    state = next
    changed(next)
  }

  async function take(): Promise<void> {
    if (!wanted || lock || document.visibilityState === 'hidden') return
    if (!('wakeLock' in navigator)) return become(isSecureContext ? 'unsupported' : 'insecure')
    try {
      const got = await navigator.wakeLock.request('screen')
      if (!wanted) return void got.release()
      lock = got
      got.addEventListener('release', () => {
        lock = undefined
        if (wanted && document.visibilityState === 'visible') become('refused')
      })
      become('held')
    } catch {
      // The browser's error message is not meant for people; a low battery is the usual reason.
      become('refused')
    }
  }

  document.addEventListener('visibilitychange', () => void take())
  return {
    get state() {
      return state
    },
    want(on) {
      wanted = on
      if (on) return void take()
      void lock?.release()
      lock = undefined
      become('off')
    },
  }
}

/** In one or two sentences. */
export function wakeWords(state: WakeState): string {
  const { wake } = words.phone
  const advice =
    state === 'unsupported' ? wake.unsupportedAdvice : state === 'insecure' ? wake.insecureAdvice : ''
  return `${wake[state]} ${advice}`.trim()
}
