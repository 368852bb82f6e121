/** Turns math between `$…$`, `$$…$$`, `\(…\)` and `\[…\]` into MathML, except in code. */
import type katex from 'katex'
import { isDeepTex } from './depth.ts'
import { closest, createElement, createText, descendants, isText, parseHtml, replace } from './dom.ts'
import type { Element, Node, Text } from './dom.ts'
import type { Warn } from './origin.ts'

const DELIMITERS = [
  { left: '$$', right: '$$', display: true },
  { left: '$', right: '$', display: false },
  { left: '\\(', right: '\\)', display: false },
  { left: '\\[', right: '\\]', display: true },
]
const IGNORED = new Set(['script', 'noscript', 'style', 'textarea', 'pre', 'code', 'math', 'svg', 'option'])

/** The maximum length of a formula: an unclosed `$` must not cause a search of the whole slide. */
const MOST_TEX = 10_000

export interface Formula {
  raw: string
  tex: string
  display: boolean
}

export type Katex = typeof katex

/** The formula at the start of the text, or null. */
export function formulaAt(text: string): Formula | null {
  const delimiter = DELIMITERS.find(({ left }) => text.startsWith(left))
  if (!delimiter) return null
  const { left, right, display } = delimiter
  // Prices are not formulas: a single $ opens before a character and closes after one, but not before a digit.
  const single = left === '$'
  if (single && /^\$\s/.test(text)) return null
  let depth = 0
  const end = Math.min(text.length, MOST_TEX)
  for (let i = left.length; i < end; i++) {
    const char = text[i]
    if (depth <= 0 && text.startsWith(right, i)) {
      const price = single && (/\s/.test(text[i - 1] ?? '') || /\d/.test(text[i + 1] ?? ''))
      if (price) return null
      const tex = text.slice(left.length, i)
      return tex.trim() ? { raw: text.slice(0, i + right.length), tex, display } : null
    }
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === '}') depth--
  }
  return null
}

/** The text split into plain pieces and formulas. */
export function splitMath(text: string): (string | Formula)[] {
  const pieces: (string | Formula)[] = []
  let plain = ''
  for (let i = 0; i < text.length;) {
    const formula = text[i] === '$' || text[i] === '\\' ? formulaAt(text.slice(i)) : null
    if (formula) {
      if (plain) pieces.push(plain)
      plain = ''
      pieces.push(formula)
    } else {
      plain += text[i]
    }
    i += formula ? formula.raw.length : 1
  }
  if (plain) pieces.push(plain)
  return pieces
}

/** The text nodes of a slide that contain at least one formula. */
export function mathTexts(root: Element): Text[] {
  return descendants(root)
    .filter(isText)
    .filter((node) => /[$\\]/.test(node.value) && !closest(node, (e) => IGNORED.has(e.tagName)))
    .filter((node) => splitMath(node.value).some((piece) => typeof piece !== 'string'))
}

/** Replaces the formulas of a slide. A formula that KaTeX cannot read stays as source text. */
export function renderMath(root: Element, engine: Katex, warn: Warn): void {
  for (const node of mathTexts(root)) {
    replace(
      node,
      splitMath(node.value).flatMap((piece) =>
        typeof piece === 'string' ? [createText(piece)] : renderFormula(piece, engine, warn),
      ),
    )
  }
}

/** Browsers do not break the lines of MathML, so that `a \\ b` would be one line. */
const gathered = (tex: string): string => `\\begin{gathered}${tex}\\end{gathered}`

/** Whether there is a `\\` outside of braces and environments. A formula with a number may not be inside another one. */
function hasBreak(tex: string): boolean {
  if (/\\tag\b/.test(tex)) return false
  let depth = 0
  for (const [token] of tex.matchAll(/\\begin\b|\\end\b|\\\\|\\[{}]|[{}]/g)) {
    if (token === '\\\\' && depth === 0) return true
    if (token === '{' || token === '\\begin') depth++
    else if (token === '}' || token === '\\end') depth--
  }
  return false
}

function renderFormula({ raw, tex, display }: Formula, engine: Katex, warn: Warn): Node[] {
  try {
    if (isDeepTex(tex)) throw new Error('it is nested too deeply.')
    // Formulas for MathJax have labels, which show nothing.
    const macros = { '\\label': '\\@firstoftwo{}' }
    const options = { displayMode: display, output: 'mathml', strict: 'ignore', macros } as const
    return parseHtml(engine.renderToString(display && hasBreak(tex) ? gathered(tex) : tex, options))
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error)
    warn(`This formula cannot be read: ${reason}`, { text: raw })
    return [createElement('code', { class: 'math-error' }, [createText(raw)])]
  }
}
