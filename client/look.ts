/** A person's settings for the slides, text size and colours, stored on the device. */
import type { Deck } from '../protocol/deck.ts'

export type Theme = Deck['theme']

export interface Look {
  /** One of {@link TEXT_SIZES}. */
  text: number
  /** Null uses the deck's setting. */
  theme: Theme | null
}

export const TEXT_SIZES: readonly number[] = [1, 1.2, 1.45, 1.75, 2.1]
const KEY = 'lectern.look'

/** Storage may be blocked or contain anything; then the slides look as authored. */
export function readLook(): Look {
  const look: Look = { text: 1, theme: null }
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Look>
    if (TEXT_SIZES.includes(saved.text ?? 0)) look.text = saved.text as number
    if (saved.theme === 'auto' || saved.theme === 'light' || saved.theme === 'dark') look.theme = saved.theme
  } catch {
    // As authored.
  }
  return look
}

export function saveLook(look: Look): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(look))
  } catch {
    // The setting lasts for this visit.
  }
}
