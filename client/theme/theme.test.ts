/** Tests that the theme has small files, and readable contrast in both schemes. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { transform } from 'lightningcss'
import { describe, expect, it } from 'vitest'
import { contrast } from '../../tests/support/colours.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const tokens = await readFile(at('tokens.css'), 'utf8')

/** The custom properties of every block whose selector contains `selector`; later ones win. */
function properties(selector: string): Record<string, string> {
  const blocks = tokens.matchAll(/([^{}]+)\{([^{}]*)\}/g)
  const inside = [...blocks].filter(([, name]) => name?.includes(selector)).map(([, , body]) => body ?? '')
  return Object.fromEntries(
    [...inside.join('').matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [
      name ?? '',
      value ?? '',
    ]),
  )
}

const schemes = { light: ":root,\n[data-theme='light']", dark: "[data-theme='dark'] " }
const inks = ['ink', 'ink-soft', 'signal-ink', 'lie-ink', 'good-ink']
const code = ['code-key', 'code-string', 'code-name', 'code-number']

describe.each(Object.entries(schemes))('the %s scheme', (_name, selector) => {
  const color = { ...properties(':root'), ...properties(selector) }
  const of = (role: string): string => color[role] ?? expect.fail(`no --${role}`)

  it('[X10] has text with a contrast of 4.5 or more on each of its backgrounds', () => {
    for (const ground of ['ground', 'surface', 'sunken']) {
      for (const ink of [...inks, ...code]) {
        expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }
    for (const fill of ['signal', 'lie']) {
      expect(contrast(of(`on-${fill}`), of(fill)), `on ${fill}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('[X10] has edges and a focus ring with a contrast of 3 or more', () => {
    for (const ground of ['ground', 'surface', 'sunken']) {
      for (const line of ['edge', 'focus', 'wire']) {
        expect(contrast(of(line), of(ground)), `${line} on ${ground}`).toBeGreaterThanOrEqual(3)
      }
    }
  })
})

describe('the theme', () => {
  it('[X10] gives a device with dark colours the same as a reader who chooses dark', () => {
    expect(properties(":root:not([data-theme='light']")).toEqual(properties(schemes.dark))
  })

  it('[X9] has at most 5 KB of compressed styles', async () => {
    const sheets = ['fonts.css', 'tokens.css', 'base.css', 'slides.css', 'tight.css']
    const css = await Promise.all(sheets.map((sheet) => readFile(at(sheet), 'utf8')))
    const { code: minified } = transform({
      filename: 'theme.css',
      code: Buffer.from(css.join('')),
      minify: true,
    })
    expect(brotliCompressSync(minified).length).toBeLessThanOrEqual(5 * 1024)
  })

  it('[X9] has at most 40 KB of fonts, each with its licence', async () => {
    const files = await readdir(at('fonts'))
    const fonts = files.filter((file) => file.endsWith('.woff2'))
    const sizes = await Promise.all(fonts.map(async (font) => (await stat(at(`fonts/${font}`))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(40 * 1024)
    for (const font of fonts) expect(files).toContain(font.replace('.woff2', '.OFL.txt'))
  })
})
