/** `::: name` … `:::`: the short form of a live element, with Markdown inside as its still. */
import type { MarkedExtension, Tokens } from 'marked'

const OPEN = /^:::[ \t]*([a-z][a-z0-9-]*)(?:[ \t]+([^\n]+?))?[ \t]*(?:\n|$)/
const CLOSE = /^:::[ \t]*(?:\n|$)/m
const NEXT = /^:::[ \t]*[a-z]/m

interface LiveToken extends Tokens.Generic {
  name: string
  attributes: string
  tokens: NonNullable<Tokens.Generic['tokens']>
}

/** `ping` becomes `<live-ping>`; a name with a hyphen is the element's own. Unclosed means empty. */
export const liveElement: MarkedExtension = {
  extensions: [
    {
      name: 'live',
      level: 'block',
      start: (source) => source.match(/^:::[ \t]*[a-z]/m)?.index,
      tokenizer(source): LiveToken | undefined {
        const open = OPEN.exec(source)
        if (!open) return undefined
        const rest = source.slice(open[0].length)
        const close = CLOSE.exec(rest)
        const next = NEXT.exec(rest)
        const closed = close && (!next || close.index < next.index)
        const body = closed ? rest.slice(0, close.index) : ''
        const name = open[1] ?? ''
        return {
          type: 'live',
          raw: closed ? open[0] + body + close[0] : open[0],
          name: name.includes('-') ? name : `live-${name}`,
          attributes: open[2] ? ` ${open[2]}` : '',
          tokens: this.lexer.blockTokens(body, []),
        }
      },
      renderer(token) {
        const { name, attributes, tokens } = token as LiveToken
        return `<${name}${attributes}>${this.parser.parse(tokens)}</${name}>\n`
      },
    },
  ],
}
