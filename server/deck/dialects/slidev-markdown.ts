/** Rewrites the Markdown of a Slidev slide into Markdown that this compiler reads: tags of Vue, steps of code, slots. */
import { outsideBlocks, outsideCode } from './code-free.ts'
import type { Lacks } from './page.ts'
import type { Toc } from './slidev-toc.ts'

/** A start or end tag; quoted values may contain `>`. */
const TAG = /<(\/?)([A-Za-z][\w.:-]{0,60})((?:\s(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^"'<>]){0,500})?\/?)>/g
const ATTRIBUTE = /([^\s"'=/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?/g
/** Directives that become steps; see `slidev-clicks.ts`. */
const CLICKS = /^v-(?:clicks?|after)(?:[.-][\w-]+)*$/
/** Vue closes every tag that ends with `/>`, HTML does not. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
/**
 * Stands for what is left out. An empty line would end the HTML around it, and what follows would be code if it is
 * indented; after a comment, the rest of the line would not be Markdown.
 */
const NOTHING = '<v-nothing></v-nothing>'
/** Components of Slidev that decks write in lower case. */
const COMPONENTS =
  /^(?:arrow|auto-fit-text|light-or-dark|powered-by-slidev|render-when|slidev-video|tweet|v-drag(?:-arrow)?|youtube)$/
/** The names of the icon sets that decks use most, at the start of a tag. */
const ICON =
  /^(?:akar-icons|ant-design|bi|bxl?|bxs|carbon|cib|codicon|devicon|emojione|entypo|ep|eva|fa\d?|fa-(?:brands|regular|solid)|feather|flag|flat-color-icons|fluent|fluent-emoji|game-icons|heroicons|ic|icon-park|ion|line-md|logos|lucide|material-symbols|mdi|mingcute|noto|octicon|openmoji|ph|ri|simple-icons|skill-icons|solar|streamline|svg-spinners|tabler|twemoji|uil|uim|uit|vscode-icons)-/

/** The parts of a slide by the names of their slots. */
export function splitSlots(text: string): Map<string, string> {
  const slots = new Map<string, string>()
  let name = 'default'
  const add = (lines: string): string => {
    slots.set(name, `${slots.has(name) ? `${slots.get(name)}\n` : ''}${lines}`)
    return lines
  }
  // Blocks of code are handled line by line as well, because they must stay in their slot.
  let fence = ''
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (fence ? mark.startsWith(fence) : mark) fence = fence ? '' : mark
    const slot = fence ? undefined : /^::\s*([\w-]+)\s*::\s*$/.exec(line)?.[1]
    if (slot) name = slot
    else add(line)
  }
  return slots
}

export function rewriteMarkdown(text: string, lacks: Lacks, toc: Toc): string {
  // Slidev reads both wherever they stand; in Markdown, HTML around them or spaces before them would make them text.
  const apart = lastOfMagicMove(text, lacks)
    .replaceAll(/^(?= {0,3}`{3,}mermaid\b)/gm, '\n')
    .replaceAll(/^[ \t]+(?=<\/?template\b)/gm, '')
  const plain = stepFences(apart, lacks)
  return outsideCode(plain, (piece) =>
    piece
      .replace(TAG, (raw: string, close: string, name: string, rest: string) =>
        rewriteTag({ raw, close, name, rest }, lacks, toc),
      )
      .replace(/\{\{ [^{}\n]{1,300} \}\}/g, (raw) => {
        lacks('{{ … }}', raw)
        return ''
      })
      .replace(/^\$\$[ \t]*\{[\d|,\s*a-z-]{1,200}\}.*$/gm, (raw) => {
        lacks('The highlighting of lines in a formula', raw)
        return '$$'
      })
      .replace(/^<<< .*$/gm, (raw) => {
        lacks('<<<', raw)
        return ''
      }),
  )
}

interface Tag {
  raw: string
  close: string
  name: string
  /** What follows the name. */
  rest: string
}

function rewriteTag({ raw, close, name, rest }: Tag, lacks: Lacks, toc: Toc): string {
  // <carbon:logo-github /> or <carbon-logo-github />
  if (name.includes(':') || ICON.test(name)) {
    if (!close) lacks('An icon', raw)
    return NOTHING
  }
  if (name === 'Link') return close ? '</a>' : `<a href="${linkTo(rest)}">`
  if (/^toc$/i.test(name)) return close ? NOTHING : toc(rest) || NOTHING
  const isComponent = /^[A-Z]/.test(name) || COMPONENTS.test(name)
  if (isComponent && name !== 'VClick' && name !== 'VClicks') {
    if (!close) lacks(`<${name}>`, `<${name}`)
    // A component may have a slot with Markdown.
    return NOTHING
  }
  if (/^(?:script|style)$/i.test(name)) return raw
  // HTML shows nothing of a template. These are the parts of <v-switch> and the slots of components.
  if (name === 'template') return close ? '</v-slot>' : `<v-slot at="${/#([\w-]+)/.exec(rest)?.[1] ?? ''}">`
  const tag = name.replace('VClick', 'v-click')
  if (close) return `</${tag}>`
  const selfClosing = /\/\s*$/.test(rest)
  const kept = [...rest.replace(/\/\s*$/, '').matchAll(ATTRIBUTE)].flatMap(([whole, key = '']) => {
    if (CLICKS.test(key)) return [whole]
    if (key.startsWith('v-')) lacks(key.replace(/[.:].*$/, ''), key)
    else if (/^[@#]/.test(key)) lacks(`${key[0]}…`, key)
    else if (key.startsWith(':')) return bound(whole)
    else return [whole]
    return []
  })
  const attributes = kept.map((each) => ` ${each}`).join('')
  const end = selfClosing && !VOID.test(tag) ? `</${tag}>` : ''
  return `<${tag}${attributes}>${end}`
}

/** Slides count from 1 in Slidev, and from 0 in an address. */
function linkTo(attributes: string): string {
  const [, to = '1'] = /\bto=["']?([\w-]+)/.exec(attributes) ?? []
  return /^\d+$/.test(to) ? `#/${Math.max(0, Number(to) - 1)}` : `#/${to}`
}

/** `:at="2"` has the same meaning as `at="2"`; any other binding needs Vue. */
function bound(whole: string): string[] {
  return /^:(?:at|depth|every)\s*=\s*["']?[+-]?\d+["']?$/.test(whole) ? [whole.slice(1)] : []
}

/** `ts {1|2-3|all} {lines:true}` becomes `ts [1|2-3|]`. */
function stepFences(text: string, lacks: Lacks): string {
  return text.replace(
    /^( {0,3}(?:`{3,}|~{3,}))([\w+#-]+)[ \t]*([^`\n]*)$/gm,
    (_raw, fence: string, language: string, info: string) => {
      const [, steps] = /\{((?:\d|all|none|[*])[\d\s,|*-]*(?:(?:all|none)[\d\s,|*-]*)*)\}/.exec(info) ?? []
      const own = /\[\s*(?:\d*:)?[\s\d,|-]*\]/.exec(info)?.[0]
      if (/\{[^}]*\b(?:monaco|twoslash)/.test(info)) lacks('{monaco}', info)
      if (language === 'plantuml') lacks('PlantUML', fence + language)
      const lines = steps
        ?.split('|')
        .map((step) =>
          step
            .trim()
            .replace(/^(?:all|\*)$/, '')
            .replace('none', '0'),
        )
        .join('|')
      const numbered = /\{[^}]*\blines: *true/.test(info)
      const numbers = own ?? (lines !== undefined ? `[${lines}]` : numbered ? '[]' : '')
      return `${fence}${language}${numbers && ` ${numbers}`}`
    },
  )
}

/** A block of Magic Move contains several blocks; the last one is the complete code. */
function lastOfMagicMove(text: string, lacks: Lacks): string {
  return text.replace(
    /^(`{4,})md +magic-move[^\n]*\n([\s\S]*?)\n\1[ \t]*$/gm,
    (_raw, _fence, inner: string) => {
      lacks('Magic Move', 'magic-move')
      const blocks = inner.match(/^(`{3,})[\s\S]*?^\1[ \t]*$/gm) ?? []
      return blocks.at(-1) ?? inner
    },
  )
}

/** Moves the `<style>` and `<script>` elements out of the text. */
export function takeStyles(text: string, lacks: Lacks): { text: string; styles: string[] } {
  const styles: string[] = []
  const left = outsideBlocks(text, (lines) =>
    lines.replace(/<(style|script)\b[^>\n]*>([\s\S]*?)<\/\1>/gi, (_raw, tag: string, content: string) => {
      if (tag.toLowerCase() === 'style') styles.push(content)
      else lacks('<script>', '<script')
      return ''
    }),
  )
  return { text: left, styles }
}
