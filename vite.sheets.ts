/**
 * Builds the package's style sheets for decks: reveal.js's themes, its reset, its code colours, and the themes'
 * fonts. They are limited to the slides like any style of a deck, and name no other host: each font is a file of the
 * package.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate, parse, walk } from 'css-tree'
import type { Plugin } from 'vite'
import { scopeStyles } from './server/deck/scope.ts'
import { PACKAGED_SHEETS, REVEAL_THEMES } from './server/deck/themes.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const REVEAL = at('node_modules/reveal.js/dist/')
const FONTS = at('node_modules/@fontsource/')

/** The alphabets of the fonts in the package; a browser loads only those that a slide uses. */
const SUBSETS = /-(latin|latin-ext|greek|cyrillic)-\d/

interface Face {
  css: string
  /** The font's file in `node_modules`. */
  file: string
}

const sourceOf = (name: string): string =>
  name === 'reset'
    ? `${REVEAL}reset.css`
    : name in REVEAL_THEMES
      ? `${REVEAL}theme/${name}.css`
      : `${REVEAL}plugin/highlight/${name}.css`

/** Names such as `latin-400-italic` of one family, as `@font-face` rules with a file each. */
async function facesOf(family: string, variants: string[]): Promise<Face[]> {
  const folder = `${FONTS}${family.toLowerCase().replaceAll(' ', '-')}/`
  if (!existsSync(folder)) throw new Error(`The font ${family} is not among the project's packages.`)
  const sheets = variants.map((variant) => `${folder}${variant}.css`).filter((file) => existsSync(file))
  const texts = await Promise.all(sheets.map((file) => readFile(file, 'utf8')))
  return texts
    .join('\n')
    .match(/@font-face\s*\{[^}]*\}/g)!
    .flatMap((rule) => {
      const file = /url\(\.\/(files\/[^)]+\.woff2)\)/.exec(rule)?.[1]
      if (!file || (texts.join().includes('unicode-range') && !SUBSETS.test(file))) return []
      const css = rule.replace(/src:[^;]*;/, `src: url(${JSON.stringify(folder + file)}) format("woff2");`)
      return [{ css, file: folder + file }]
    })
}

/** Removes the fonts that a theme imports from another host or contains, and returns them. */
function takeFonts(css: string): { css: string; fonts: Map<string, Set<string>> } {
  const fonts = new Map<string, Set<string>>()
  const add = (family: string, variant: string): void => {
    fonts.set(family, (fonts.get(family) ?? new Set()).add(variant))
  }
  const sheet = parse(css)
  walk(sheet, {
    visit: 'Atrule',
    enter(node, item, list) {
      if (node.name === 'import' && node.prelude) {
        const [, families = ''] = /family=([^"')]+)/.exec(generate(node.prelude)) ?? []
        const [family = '', variants = '400'] = families.split(':')
        for (const variant of variants.split(',')) {
          add(family.replaceAll('+', ' '), variant.replace(/^(\d+)italic$/, '$1-italic'))
        }
        list.remove(item)
      } else if (node.name === 'font-face') {
        const text = generate(node)
        const read = (name: string): string => new RegExp(`${name}:([^;}]+)`).exec(text)?.[1]?.trim() ?? ''
        const italic = read('font-style') === 'italic' ? '-italic' : ''
        add(read('font-family').replaceAll(/["']/g, ''), `${read('font-weight') || '400'}${italic}`)
        list.remove(item)
      }
    },
  })
  scopeStyles(sheet)
  return { css: generate(sheet), fonts }
}

/** The sheet, with the fonts' files named by their paths in `node_modules`. */
async function makeSheet(name: string): Promise<{ css: string; files: string[] }> {
  const names = name === 'fonts' ? Object.keys(REVEAL_THEMES) : [name]
  const sources = await Promise.all(names.map((each) => readFile(sourceOf(each), 'utf8')))
  const taken = sources.map(takeFonts)
  const fonts = taken.flatMap((sheet) => [...sheet.fonts])
  const faces = (await Promise.all(fonts.map(([family, variants]) => facesOf(family, [...variants])))).flat()
  const rules = [...new Set(faces.map(({ css }) => css.replaceAll(/\s+/g, ' ')))]
  const css = name === 'fonts' ? '' : (taken[0]?.css ?? '')
  return { css: rules.join('') + css, files: [...new Set(faces.map(({ file }) => file))] }
}

const SHEETS = [...PACKAGED_SHEETS, ...Object.keys(REVEAL_THEMES)]

export function packagedSheets(): Plugin {
  let developing = false
  return {
    name: 'lectern:sheets',
    configResolved(config) {
      developing = config.command === 'serve'
    },
    async generateBundle() {
      if (developing) return
      const emitted = new Map<string, string>()
      for (const name of SHEETS) {
        const made = await makeSheet(name)
        let { css } = made
        for (const file of made.files) {
          if (!emitted.has(file)) {
            const source = await readFile(file)
            const fileName = `assets/${basename(file, '.woff2')}-${hash(source)}.woff2`
            this.emitFile({ type: 'asset', fileName, source })
            emitted.set(file, fileName)
            const licence = `assets/${basename(dirname(dirname(file)))}.LICENSE.txt`
            if (![...emitted.values()].includes(licence)) {
              emitted.set(licence, licence)
              const text = await readFile(`${dirname(dirname(file))}/LICENSE`)
              this.emitFile({ type: 'asset', fileName: licence, source: text })
            }
          }
          css = css.replaceAll(file, `/${emitted.get(file)}`)
        }
        this.emitFile({ type: 'asset', fileName: `assets/deck-${name}-${hash(css)}.css`, source: css })
      }
    },
    configureServer(server) {
      server.middlewares.use('/packaged', (request, response, next) => {
        const name = /^\/([\w-]+)\.css/.exec(request.url ?? '')?.[1]
        if (!name || !SHEETS.includes(name)) return next()
        makeSheet(name).then(({ css }) => {
          response.setHeader('Content-Type', 'text/css')
          response.end(css.replaceAll(at('node_modules/'), '/node_modules/'))
        }, next)
      })
    },
  }
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 10)
}
