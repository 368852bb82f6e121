/** Bundles a deck's styles into one sheet: imports inlined, addresses resolved, selectors limited to the slides. */
import { generate, parse, walk, type CssNode, type StyleSheet } from 'css-tree'
import { hasDeepBrackets } from './depth.ts'
import { classify, type Assets } from './assets.ts'
import type { Warn } from './origin.ts'
import { remoteFile } from './remote-file.ts'
import { compounds, isRoot, scopeStyles } from './scope.ts'

export interface Styles {
  css: string
  /** The sheets colour the page or set reveal.js's theme variables, so the deck has its own theme. */
  themed: boolean
  /** The sheets import fonts from another host; the package has those of reveal.js's themes. */
  remoteFonts: boolean
}

interface Context {
  assets: Assets
  /** For the sheet that is read. */
  warn: Warn
  warnOf: (file: string, text: string) => Warn
  /** For a reveal.js before version 4. */
  old: boolean
  found: Omit<Styles, 'css'>
}

/**
 * `files` are paths in the deck's folder, `texts` the contents of `<style>` elements. `warnOf` makes the warnings of a
 * file; `old` is for a reveal.js before version 4. Never throws because of their content.
 */
export function bundleStyles(
  files: readonly string[],
  texts: readonly string[],
  assets: Assets,
  warn: Warn,
  { warnOf = () => warn, old = false }: Partial<Pick<Context, 'warnOf' | 'old'>> = {},
): Styles {
  const found = { themed: false, remoteFonts: false }
  const context: Context = { assets, warn, warnOf, old, found }
  const css = [
    ...files.map((file) => readSheet(file, context, [])),
    ...texts.map((text) => compileSheet(text, '', context, [])),
  ]
  return { css: css.filter(Boolean).join('\n'), ...found }
}

function readSheet(path: string, context: Context, above: readonly string[]): string {
  const text = context.assets.read(path)
  if (text === null || above.includes(path)) return ''
  return compileSheet(text, path, { ...context, warn: context.warnOf(path, text) }, [...above, path])
}

/** `path` is the sheet's file; empty for inline styles. */
function compileSheet(text: string, path: string, context: Context, above: readonly string[]): string {
  if (hasDeepBrackets(text)) {
    context.warn(`The style sheet${path && ` ${path}`} is ignored: it is nested too deeply.`, {
      text: '<style',
    })
    return ''
  }
  const sheet = parse(text) as StyleSheet
  const imported = takeImports(sheet, path, context, above)
  if (bringsTheme(sheet)) context.found.themed = true
  if (path.includes('/')) moveAddresses(sheet, path)
  scopeStyles(sheet, context.old)
  return [...imported, generate(sheet)].filter(Boolean).join('\n')
}

/** The compiled sheets that this one imports. A browser would load them unchanged. */
function takeImports(sheet: StyleSheet, path: string, context: Context, above: readonly string[]): string[] {
  const imported: string[] = []
  walk(sheet, {
    visit: 'Atrule',
    enter(node, item, list) {
      if (node.name.toLowerCase() !== 'import' || node.prelude?.type !== 'AtrulePrelude') return
      list.remove(item)
      const [address, ...conditions] = node.prelude.children.toArray()
      if (address?.type !== 'Url' && address?.type !== 'String') return
      const href = address.value
      const target = classify(beside(path, href))
      if (target.kind === 'remote') {
        if (/^(https?:)?\/\/fonts\./i.test(href)) context.found.remoteFonts = true
        context.warn(...remoteFile(href, 'style'))
      } else if (target.kind === 'local' && context.assets.exists(target.path)) {
        imported.push(wrap(readSheet(target.path, context, above), conditions))
      } else context.warn(`There is no style sheet ${href} to import.`, { text: href })
    },
  })
  return imported
}

/** The conditions of an import, as rules around its sheet. */
function wrap(css: string, conditions: CssNode[]): string {
  const text = conditions
    .map((node) => generate(node))
    .join(' ')
    .trim()
  if (css === '' || text === '') return css
  const layer = /^layer(?:\(([^)]*)\))?\s*/.exec(text)
  if (layer) return `@layer ${layer[1] ?? ''}{${wrap(css, rest(text, layer[0]))}}`
  const supports = /^supports\((.*?)\)\s*(?=$|[a-z(])/.exec(text)
  if (supports) return `@supports (${supports[1]}){${wrap(css, rest(text, supports[0]))}}`
  return `@media ${text}{${css}}`
}

function rest(text: string, done: string): CssNode[] {
  return [{ type: 'Raw', value: text.slice(done.length) }]
}

/** The address relative to the deck's folder. */
function beside(path: string, href: string): string {
  if (classify(href).kind === 'none' || /^([a-z][a-z0-9+.-]*:|\/)/i.test(href.trim())) return href
  return path.slice(0, path.lastIndexOf('/') + 1) + href.trim()
}

function moveAddresses(sheet: StyleSheet, path: string): void {
  walk(sheet, {
    visit: 'Url',
    enter(node) {
      const target = classify(beside(path, node.value))
      if (target.kind === 'local') {
        node.value = encodeURI(target.path) + (target.fragment && `#${target.fragment}`)
      }
    },
  })
}

const NO_COLOUR = /^(none|transparent|inherit|initial|unset|revert|currentcolor)$/i

/** True if a rule colours the page, or sets a variable of reveal.js's themes. */
function bringsTheme(sheet: StyleSheet): boolean {
  let themed = false
  walk(sheet, {
    visit: 'Rule',
    enter(rule) {
      if (this.rule || rule.prelude.type !== 'SelectorList') return
      if (this.atrule?.prelude && /print/i.test(generate(this.atrule.prelude))) return
      const ofPage = rule.prelude.children
        .toArray()
        .some((selector) => selector.type === 'Selector' && compounds(selector).every(isPage))
      if (!ofPage) return
      for (const declaration of rule.block.children) {
        if (declaration.type !== 'Declaration') continue
        const { property, value } = declaration
        const colours = /^(color|background(-color|-image)?)$/i.test(property)
        if (property.startsWith('--r-') || (colours && !NO_COLOUR.test(generate(value).trim()))) themed = true
      }
    },
  })
  return themed
}

type Compound = ReturnType<typeof compounds>[number]

function isPage(compound: Compound): boolean {
  const { nodes } = compound
  if (nodes.some((node) => node.type.startsWith('PseudoElement') || isBeforeOrAfter(node))) return false
  return isRoot(compound) || nodes.some((node) => node.type === 'ClassSelector' && node.name === 'reveal')
}

function isBeforeOrAfter(node: CssNode): boolean {
  return node.type === 'PseudoClassSelector' && /^(before|after)$/i.test(node.name)
}
