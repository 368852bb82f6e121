/** Announces changes to screen readers politely; of quick changes, only the last. */
import { byId } from './dom.ts'

const QUIET_MS = 250
const waiting = new Map<string, string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Texts of one moment are read together. A newer text replaces an older one of the same `topic`. */
export function announce(topic: string, text: string): void {
  if (text === '') return
  waiting.set(topic, text)
  clearTimeout(timer)
  timer = setTimeout(() => {
    byId('announcer').textContent = `${[...waiting.values()].join('. ')}.`
    waiting.clear()
  }, QUIET_MS)
}
