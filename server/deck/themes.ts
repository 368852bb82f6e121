/** reveal.js's own style sheets: how decks refer to them, and which of them the package includes. */
import type { Deck } from '../../protocol/deck.ts'

type Scheme = Deck['theme']

/** reveal.js's themes and the colour scheme of each. */
export const REVEAL_THEMES: Readonly<Record<string, Scheme>> = {
  ...scheme('dark', ['black', 'black-contrast', 'night', 'moon', 'league', 'blood', 'dracula']),
  ...scheme('light', ['white', 'white-contrast', 'beige', 'simple', 'serif', 'sky', 'solarized']),
}

/** Names in old versions. */
const RENAMED: Readonly<Record<string, string>> = { default: 'league' }

/** Style sheets of the package besides the themes. */
export const PACKAGED_SHEETS = ['reset', 'fonts', 'monokai', 'zenburn'] as const

function scheme(theme: Scheme, names: string[]): Record<string, Scheme> {
  return Object.fromEntries(names.map((name) => [name, theme]))
}

/** The colour scheme of one of reveal.js's themes; undefined for any other name. */
export function schemeOf(theme: string): Scheme | undefined {
  return Object.hasOwn(REVEAL_THEMES, theme) ? REVEAL_THEMES[theme] : undefined
}

/** The sheets for a theme in front matter, as in reveal.js's own template; a theme of the folder is no such sheet. */
export function sheetsOfTheme(theme: string, highlightTheme = 'monokai'): string[] {
  return ['reset', ...(schemeOf(theme) ? [theme] : []), highlightTheme]
}

/** True for reveal.js's main sheet before version 4, when it was in the folder `css`. */
export function isOldReveal(href: string): boolean {
  return /(^|\/)css\/reveal(\.min)?\.css([?#]|$)/.test(href)
}

/**
 * The package's sheet that replaces a linked sheet of reveal.js. `''` if nothing is lost without it, null if it is
 * not one of reveal.js's.
 */
export function packagedSheet(href: string): string | null {
  const path = href.replace(/[?#].*$/, '').replace(/(\.min)?\.css$/, '')
  if (path === href) return null
  const [, folder = '', file = ''] = /(?:^|(?:^|.*\/)([^/]+)\/)([\w-]+)$/.exec(path) ?? []
  // Before version 4, the main sheet contained the reset.
  if (file === 'reveal') return isOldReveal(href) ? 'reset' : ''
  if (file === 'reset') return 'reset'
  const theme = RENAMED[file] ?? file
  if (folder === 'theme' && schemeOf(theme)) return theme
  if (file === 'monokai' || file === 'zenburn') return file
  return folder === 'highlight' || /(^|\/)lib\/css\/[\w-]+$/.test(path) ? '' : null
}
