/** Protects formulas from Markdown: `$a_1 * b_1$` contains neither emphasis nor a list. */
import type { MarkedExtension } from 'marked'
import { escapeHtml } from './escape.ts'
import { formulaAt } from './math.ts'

/** The formula passes through as text; `renderMath` finds it in the finished slide. */
export const mathMarkdown: MarkedExtension = {
  extensions: [
    {
      name: 'mathBlock',
      level: 'block',
      start: (source) => source.match(/^\$\$/m)?.index,
      tokenizer(source) {
        const formula = source.startsWith('$$') ? formulaAt(source) : null
        const end = formula && /^[ \t]*(?:\n+|$)/.exec(source.slice(formula.raw.length))
        if (!end) return undefined
        return { type: 'mathBlock', raw: formula.raw + end[0], text: formula.raw }
      },
      renderer: (token) => `<p>${escapeHtml(String(token['text']))}</p>\n`,
    },
    {
      name: 'mathInline',
      level: 'inline',
      start: (source) => source.indexOf('$'),
      tokenizer(source) {
        const formula = source.startsWith('$') ? formulaAt(source) : null
        return formula ? { type: 'mathInline', raw: formula.raw } : undefined
      },
      renderer: (token) => escapeHtml(token.raw),
    },
  ],
}
