/** Renders Markdown to HTML with marked, configured like reveal.js. */
import { Marked, Renderer, Tokenizer, type MarkedExtension, type TokenizerObject, type Tokens } from 'marked'
import { markedSmartypants } from 'marked-smartypants'
import { escapeHtml } from './escape.ts'
import { extras } from './extras.ts'
import { createLexer } from './lexer.ts'
import { foreignFence, liveElement } from './live-element.ts'
import { mathMarkdown } from './math-markdown.ts'
import type { Kind, Warn } from './origin.ts'
import type { MarkdownFlags } from './reveal-options.ts'

/** `js [1|2-3]` highlights lines in steps; `js [5: 1|2-3]` starts line numbers at 5. */
const LINE_NUMBERS = /\[\s*((\d*):)?\s*([\s\d,|-]*)\]/

/** A block of this length is not prose: in it, an emphasis must end within `WINDOW` characters. */
const LONG_BLOCK = 5000
const WINDOW = 1000

export type ToHtml = (markdown: string, warn: Warn) => string

export interface MarkdownOptions {
  math: boolean
  flags?: MarkdownFlags
  /** Footnotes, `==mark==` and these emoji codes, which reveal.js does not know. */
  extras?: { emoji: Readonly<Record<string, string>> | null }
  /** Extensions of the deck's dialect. */
  more?: MarkedExtension[]
}

export function createMarkdown(options: MarkdownOptions): ToHtml {
  let marked = markedWith(options)
  return (markdown, warn) => {
    // The extension for footnotes counts on: each slide begins with 1.
    if (options.extras && markdown.includes('[^')) marked = markedWith(options)
    const tokens = createLexer(marked.defaults).lex(markdown)
    void marked.walkTokens(tokens, (token) => {
      void marked.defaults.walkTokens?.call(marked, token)
      if (token.type === 'code') warnIfOpen(token as Tokens.Code, warn)
      const fence = foreignFence(token)
      if (fence !== null) warnOfFence(fence, warn)
    })
    const html = marked.parser(tokens)
    const { hooks } = marked.defaults
    return hooks && options.flags?.smartypants ? hooks.postprocess(html) : html
  }
}

function markedWith({ math, flags = {}, extras: wanted, more = [] }: MarkdownOptions): Marked {
  const { smartypants, animateLists, breaks = false, gfm = true } = flags
  const marked = new Marked({
    renderer: { space: ({ raw }) => raw, code },
    tokenizer: nearEmphasis,
    breaks,
    gfm,
  })
  if (animateLists) marked.use(steppedItems(() => true))
  if (smartypants) marked.use(markedSmartypants())
  marked.use(liveElement)
  if (math) marked.use(mathMarkdown)
  if (wanted) marked.use(...extras(wanted.emoji))
  marked.use(...more)
  return marked
}

/** The items of lists that pass the test are fragments. */
export function steppedItems(test: (item: Tokens.ListItem) => boolean): MarkedExtension {
  return {
    renderer: {
      listitem(item) {
        const html = Renderer.prototype.listitem.call(this, item)
        return test(item) ? html.replace('<li', '<li class="fragment"') : html
      },
    },
  }
}

/** marked searches the whole block for the end of every `*`, `_` and `~`. Without a limit, 60 KB of `*a ` take 30 s. */
const nearEmphasis: TokenizerObject = {
  emStrong(source, masked, before) {
    if (source.length < LONG_BLOCK) return false
    return Tokenizer.prototype.emStrong.call(this, ...near(source, masked), before)
  },
  del(source, masked, before) {
    if (source.length < LONG_BLOCK) return false
    return Tokenizer.prototype.del.call(this, ...near(source, masked), before)
  },
}

/** `masked` is the whole block; `source` is its rest. */
function near(source: string, masked: string): [string, string] {
  return [source.slice(0, WINDOW), masked.slice(-source.length).slice(0, WINDOW)]
}

/** `data-fence` tells later rules that the class is a language. It is removed before the deck is sent. */
function code({ text, lang }: Tokens.Code): string {
  const info = lang ?? ''
  const numbers = LINE_NUMBERS.exec(info)
  const steps = numbers ? `data-line-numbers="${numbers[3]?.trim()}"` : ''
  const start = numbers?.[2] ? `data-ln-start-from="${numbers[2].trim()}"` : ''
  const language = numbers ? info.replace(LINE_NUMBERS, '').trim() : info
  return `<pre><code data-fence ${steps} ${start} class="${language}">${escapeHtml(text)}</code></pre>`
}

function warnOfFence(fence: string, warn: Warn): void {
  const why = '“:::” creates live elements here; the content is shown without its box'
  const kind: Kind = {
    key: 'foreign fence',
    name: fence,
    several: (count, names) => `${count} fences of another dialect are ignored (${names}): ${why}.`,
  }
  warn(`${fence} is a fence of another dialect, which is ignored: ${why}.`, { text: fence, kind })
}

function warnIfOpen(token: Tokens.Code, warn: Warn): void {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(token.raw)?.[1]
  if (!fence || token.raw.trimEnd().slice(fence.length).endsWith(fence)) return
  warn('This code block is not closed on its slide; a slide separator or “Note:” inside it ends the slide.', {
    text: token.raw.split('\n', 1)[0] ?? '',
  })
}
