/** Tests that text, code and charts are readable in every theme, and that the series of a chart differ. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { contrast, difference } from '../../../tests/support/colours.ts'
import { REVEAL_THEMES } from '../themes.ts'
import { SERIES } from './chart-svg.ts'

const REVEAL = 'node_modules/reveal.js/dist'
/** The text of slides is large, and so are the parts of a chart: WCAG asks for 3. */
const LARGE = 3
/** reveal.js's own link colours, which are dimmer (`sky` only at the edge of its gradient) and which decks rely on. */
const DIM_LINKS = ['blood', 'sky']

interface Theme {
  name: string
  scheme: 'light' | 'dark'
  /** All colours behind the slides; several for a gradient. */
  grounds: string[]
  text: string[]
}

async function revealTheme(name: string): Promise<Theme> {
  const css = await readFile(`${REVEAL}/theme/${name}.css`, 'utf8')
  const value = (property: string): string =>
    new RegExp(`--r-${property}:\\s*([^;}]+)`).exec(css)?.[1] ?? expect.fail(`${name} has no --r-${property}`)
  const gradient = /radial-gradient\(([^)]*)\)/.exec(css)?.[1] ?? ''
  const links = DIM_LINKS.includes(name) ? [] : [value('link-color')]
  return {
    name,
    scheme: REVEAL_THEMES[name] as Theme['scheme'],
    grounds: [value('background-color'), ...(gradient.match(/#[\da-f]{3,6}/gi) ?? [])],
    text: [value('main-color'), value('heading-color'), ...links],
  }
}

const lectern: Theme[] = [
  { name: 'Lectern, light', scheme: 'light', grounds: ['#f7f1e3', '#fffdf7', '#ffd60a'], text: ['#14161d'] },
  { name: 'Lectern, dark', scheme: 'dark', grounds: ['#101218', '#1b1f29'], text: ['#f7f1e3'] },
]
const themes = [...lectern, ...(await Promise.all(Object.keys(REVEAL_THEMES).map(revealTheme)))]

describe.each(themes)('the theme $name', ({ scheme, grounds, text }) => {
  test('[X12] has readable text and visible series of charts on each of its grounds', () => {
    for (const ground of grounds)
      for (const colour of [...text, ...SERIES[scheme]])
        expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(LARGE)
  })
})

test.each(['light', 'dark'] as const)(
  '[X12] the series of a chart in %s colours differ from each other',
  (scheme) => {
    for (const [i, one] of SERIES[scheme].entries())
      for (const other of SERIES[scheme].slice(i + 1))
        expect(difference(one, other), `${one} and ${other}`).toBeGreaterThan(20)
  },
)

test.each(['monokai', 'zenburn'])('[X12] code in the colours of %s is readable', async (name) => {
  const css = await readFile(`${REVEAL}/plugin/highlight/${name}.css`, 'utf8')
  const ground =
    /\.hljs\s*\{[^}]*background(?:-color)?:\s*(#[\da-f]{3,6})/i.exec(css)?.[1] ?? expect.fail(name)
  for (const [, colour = ''] of css.matchAll(/[{;\s]color:\s*(#[\da-f]{3,6})/gi))
    expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(LARGE)
})
