/** reveal.js's own style sheets: what a deck means by them, and which of them the package brings along. */
import type { Deck } from '../../protocol/deck.ts'

type Scheme = Deck['theme']

/** reveal.js's themes and the colour scheme of each. */
export const REVEAL_THEMES: Readonly<Record<string, Scheme>> = {
  ...scheme('dark', ['black', 'black-contrast', 'night', 'moon', 'league', 'blood', 'dracula']),
  ...scheme('light', ['white', 'white-contrast', 'beige', 'simple', 'serif', 'sky', 'solarized']),
}

/** Names of old versions. */
const RENAMED: Readonly<Record<string, string>> = { default: 'league' }

/** Style sheets of the package beside the themes. */
export const PACKAGED_SHEETS = ['reset', 'fonts', 'monokai', 'zenburn'] as const

function scheme(theme: Scheme, names: string[]): Record<string, Scheme> {
  return Object.fromEntries(names.map((name) => [name, theme]))
}

/** The scheme of one of reveal.js's themes; undefined for any other name. */
export function schemeOf(theme: string): Scheme | undefined {
  return Object.hasOwn(REVEAL_THEMES, theme) ? REVEAL_THEMES[theme] : undefined
}

/** What a theme that front matter names is shown with, as in reveal.js's own template. */
export function sheetsOfTheme(theme: string): string[] {
  return ['reset', theme, 'monokai']
}

/**
 * The package's sheet that stands for a linked one of reveal.js. `''` if nothing is lost without it, null if it is
 * none of reveal.js's.
 */
export function packagedSheet(href: string): string | null {
  const path = href.replace(/[?#].*$/, '').replace(/(\.min)?\.css$/, '')
  if (path === href) return null
  const [, folder = '', file = ''] = /(?:^|(?:^|.*\/)([^/]+)\/)([\w-]+)$/.exec(path) ?? []
  if (file === 'reveal') return ''
  if (file === 'reset') return 'reset'
  const theme = RENAMED[file] ?? file
  if (folder === 'theme' && schemeOf(theme)) return theme
  if (file === 'monokai' || file === 'zenburn') return file
  return folder === 'highlight' || /(^|\/)lib\/css\/[\w-]+$/.test(path) ? '' : null
}
