/** `::: name` … `:::`: the short form of a live element, and other dialects' use of `:::`. */
import type { MarkedExtension, Tokens } from 'marked'
import { LIVE_NAMES } from '../../protocol/live-names.ts'
import { attributesIn } from './braces.ts'

const OPEN = /^:::[ \t]*([a-z][a-z0-9-]*)(?:[ \t]+([^\n]+?))?[ \t]*(?:\n|$)/
/** A block of Pandoc or Quarto, such as `::: {.columns}` or `:::: block {#id}`, or a box of HackMD, and its end. */
const FOREIGN =
  /^:{3,}[ \t]*(?:[\w-]*[ \t]*\{[^}\n]*\}[ \t]*:*|)[ \t]*(?:\n|$)|^:{4,}[ \t]*[\w-]+[ \t]*:*[ \t]*(?:\n|$)|^:::[ \t]*(?:info|success|warning|danger|spoiler)\b[^\n]*(?:\n|$)/
/** The speaker notes of Pandoc and Quarto, which the audience must not see. */
const NOTES = /^:::[ \t]*(?:notes|\{[ \t]*\.notes\b[^}\n]*\})[ \t]*(?:\n|$)/
/** A live element of Lectern with attributes in braces: `::: poll {#lang kind=multiple}`. */
const BRACED = /^:::[ \t]*([a-z][a-z0-9-]*)[ \t]*\{([^}\n]*)\}[ \t]*(?:\n|$)/
const CLOSE = /^:::[ \t]*(?:\n|$)/m
const NEXT = /^:::[ \t]*[a-z]/m

interface LiveToken extends Tokens.Generic {
  name: string
  attributes: string
  tokens: NonNullable<Tokens.Generic['tokens']>
}

/** `ping` becomes `<live-ping>`; a name with a hyphen is used unchanged. An unclosed element is empty. */
export const liveElement: MarkedExtension = {
  extensions: [
    {
      name: 'live',
      level: 'block',
      start: (source) => source.match(/^:::[ \t]*[a-z{]/m)?.index,
      tokenizer(source): LiveToken | undefined {
        const open = NOTES.exec(source) ?? braced(source) ?? (FOREIGN.test(source) ? null : OPEN.exec(source))
        if (!open) return undefined
        const rest = source.slice(open[0].length)
        const close = CLOSE.exec(rest)
        const next = NEXT.exec(rest)
        const closed = close && (!next || close.index < next.index)
        const body = closed ? rest.slice(0, close.index) : ''
        const name = open[1] ?? 'notes'
        return {
          type: 'live',
          raw: closed ? open[0] + body + close[0] : open[0],
          name: liveName(name),
          attributes: braced(source) ? attributesIn(open[2] ?? '') : open[2] ? ` ${open[2]}` : '',
          tokens: this.lexer.blockTokens(body, []),
        }
      },
      renderer(token) {
        const { name, attributes, tokens } = token as LiveToken
        if (name === 'live-notes') return `<aside class="notes">${this.parser.parse(tokens)}</aside>\n`
        return `<${name}${attributes}>${this.parser.parse(tokens)}</${name}>\n`
      },
    },
    {
      name: 'foreign',
      level: 'block',
      start: (source) => source.match(/^:{3,}/m)?.index,
      tokenizer(source) {
        // marked calls this extension before the one above.
        const fence = NOTES.test(source) || braced(source) ? null : FOREIGN.exec(source)
        return fence ? { type: 'foreign', raw: fence[0] } : undefined
      },
      renderer: () => '',
    },
  ],
}

/** Null for the block of another dialect, whose names are not of live elements. */
function braced(source: string): RegExpExecArray | null {
  const found = BRACED.exec(source)
  return found && LIVE_NAMES.includes(liveName(found[1] ?? '')) ? found : null
}

function liveName(name: string): string {
  return name.includes('-') ? name : `live-${name}`
}

/** The opening line of another dialect's block, or null for any other token. */
export function foreignFence(token: { type: string; raw: string }): string | null {
  return token.type === 'foreign' && /\w/.test(token.raw) ? token.raw.trim() : null
}
