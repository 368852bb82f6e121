/** Tells a screen reader once, politely, what changed; quick changes are told as the last of them. */
import { byId } from './dom.ts'

const QUIET_MS = 250
const waiting = new Map<string, string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Texts of one moment are read together; the same `topic` replaces its older text. */
export function announce(topic: string, text: string): void {
  if (text === '') return
  waiting.set(topic, text)
  clearTimeout(timer)
  timer = setTimeout(() => {
    byId('announcer').textContent = `${[...waiting.values()].join('. ')}.`
    waiting.clear()
  }, QUIET_MS)
}
