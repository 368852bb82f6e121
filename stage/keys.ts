/** Maps keys, clickers and mouse clicks to commands of the stage. Pure. */

export type Command = 'next' | 'prev' | 'first' | 'last' | 'black' | 'join' | 'full-screen'

const KEYS: Record<string, Command> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  ' ': 'next',
  Enter: 'next',
  n: 'next',
  ArrowLeft: 'prev',
  ArrowUp: 'prev',
  PageUp: 'prev',
  Backspace: 'prev',
  p: 'prev',
  Home: 'first',
  End: 'last',
  b: 'black',
  '.': 'black',
  j: 'join',
  f: 'full-screen',
}

/** The relevant part of a KeyboardEvent. */
interface Key {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  repeat: boolean
}

/**
 * `rtl`: the deck runs from right to left, and so do the arrow keys. Null for the browser's own keys, and for a key
 * that is held down, because each move needs a press.
 */
export function commandOf(event: Key, rtl = false): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null
  if (event.key === ' ' && event.shiftKey) return 'prev'
  if (rtl && event.key === 'ArrowLeft') return 'next'
  if (rtl && event.key === 'ArrowRight') return 'prev'
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null
}

/** A click on the left edge goes back, anywhere else forward; `x` from 0 (left) to 1. */
export function clickCommand(x: number): Command {
  return x < 0.2 ? 'prev' : 'next'
}
