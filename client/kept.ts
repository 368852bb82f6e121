/** Text that this browser keeps on the device, or until the page closes if the device's storage is blocked or full. */
import type { Role } from '../protocol/role.ts'

const memory = new Map<string, string>()

/** Empty if nothing is kept under this key. */
export function readKept(key: string): string {
  try {
    return memory.get(key) ?? localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** An empty text removes what is kept. Returns false if the text is only in the page's memory. */
export function keep(key: string, text: string): boolean {
  memory.delete(key)
  try {
    if (text === '') localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch {
    memory.set(key, text)
    return false
  }
}

/** Roles have separate outboxes: what a person sends from the audience page must not be sent by a stage beside it. */
export function outboxKey(talk: string, role: Role): string {
  return `lectern.outbox.${talk}.${role}`
}

/** Dispatched, and bubbles, when an element finds that this person's hand is up. */
export const HAND_EVENT = 'hand-up'

/** That this person has raised a hand, so that the button shows it after a reload. */
export function handKey(talk: string): string {
  return `lectern.hand.${talk}`
}
