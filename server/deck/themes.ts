/** The names of reveal.js's themes, as the colour scheme that Lectern's own theme has for them. */
import type { Deck } from '../../protocol/deck.ts'

const SCHEMES: Record<string, Deck['theme']> = {
  auto: 'auto',
  light: 'light',
  dark: 'dark',
  ...scheme('dark', ['black', 'black-contrast', 'night', 'moon', 'league', 'blood', 'dracula']),
  ...scheme('light', ['white', 'white-contrast', 'beige', 'simple', 'serif', 'sky', 'solarized']),
}

function scheme(theme: Deck['theme'], names: string[]): Record<string, Deck['theme']> {
  return Object.fromEntries(names.map((name) => [name, theme]))
}

/** Undefined for a name that neither reveal.js nor Lectern has. */
export function themeNamed(name: string): Deck['theme'] | undefined {
  return Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined
}
