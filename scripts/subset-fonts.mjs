/** Generates the woff2 files in client/theme/fonts from the fonts' npm packages: `node scripts/subset-fonts.mjs`. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const SOURCES = '../node_modules/@fontsource-variable'
const TARGET = '../client/theme/fonts'
const BUDGET_BYTES = 40 * 1024

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))
const ascii = range(0x20, 0x7e).join('')
const latin = ascii + range(0xa0, 0xff).join('') + 'ıŒœ'
const punctuation = '‐‑–—‘’“”„•…'
const symbols = '←↑→↓↔≠≤≥−×€✓'

// Layout features that no page uses would include twice as many glyphs.
const fonts = [
  {
    source: 'bricolage-grotesque/files/bricolage-grotesque-latin-opsz-normal.woff2',
    licence: 'bricolage-grotesque/LICENSE',
    name: 'bricolage-grotesque',
    text: latin + punctuation + symbols,
    options: {
      variationAxes: { opsz: 36, wght: { min: 400, max: 800 } },
      keepFeatures: ['kern', 'mark', 'ccmp'],
    },
  },
  {
    source: 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
    licence: 'jetbrains-mono/LICENSE',
    name: 'jetbrains-mono',
    text: ascii + punctuation + symbols,
    options: { variationAxes: { wght: 400 }, keepFeatures: [] },
  },
]

let total = 0
for (const { source, licence, name, text, options } of fonts) {
  const original = await readFile(at(`${SOURCES}/${source}`))
  const woff2 = await subsetFont(original, text, { targetFormat: 'woff2', noLayoutClosure: true, ...options })
  await writeFile(at(`${TARGET}/${name}.woff2`), woff2)
  await copyFile(at(`${SOURCES}/${licence}`), at(`${TARGET}/${name}.OFL.txt`))
  console.log(`${name}.woff2  ${woff2.length} bytes`)
  total += woff2.length
}
if (total > BUDGET_BYTES) throw new Error(`The fonts are ${total} bytes, over the budget of ${BUDGET_BYTES}.`)
