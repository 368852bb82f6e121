/** Tests for math.ts. */
import katex from 'katex'
import { expect, test } from 'vitest'
import { createElement, innerHtml, parseHtml } from './dom.ts'
import { formulaAt, renderMath, splitMath } from './math.ts'

test('[D8] supports the four pairs of delimiters', () => {
  expect(splitMath('a $x$ b $$y$$ c \\(z\\) d \\[w\\]')).toMatchInlineSnapshot(`
    [
      "a ",
      {
        "display": false,
        "raw": "$x$",
        "tex": "x",
      },
      " b ",
      {
        "display": true,
        "raw": "$$y$$",
        "tex": "y",
      },
      " c ",
      {
        "display": false,
        "raw": "\\(z\\)",
        "tex": "z",
      },
      " d ",
      {
        "display": true,
        "raw": "\\[w\\]",
        "tex": "w",
      },
    ]
  `)
})

test('[D8] braces and backslashes hide a delimiter', () => {
  expect(formulaAt('$\\text{a $ b} \\$ c$ rest')?.raw).toBe('$\\text{a $ b} \\$ c$')
})

test('[D8] prices are not formulas', () => {
  for (const text of ['$5 and $10', 'US$5/$6', 'cost: $ 5 $', '$', '$$', '$$$$']) {
    expect(splitMath(text).every((piece) => typeof piece === 'string')).toBe(true)
  }
})

test('[D8] makes MathML, but not in code; an invalid formula stays, with a warning', () => {
  const warnings: string[] = []
  const slide = createElement('section', {}, parseHtml('<p>$a$ <code>$b$</code> $\\frac$</p><pre>$c$</pre>'))
  renderMath(slide, katex, (message) => warnings.push(message))
  expect(innerHtml(slide)).toMatchInlineSnapshot(
    `"<p><span class="katex"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>a</mi></mrow><annotation encoding="application/x-tex">a</annotation></semantics></math></span> <code>$b$</code> <code class="math-error">$\\frac$</code></p><pre>$c$</pre>"`,
  )
  expect(warnings).toMatchInlineSnapshot(`
    [
      "This formula cannot be read: Unexpected end of input in a macro argument, expected '}' at end of input: \\frac",
    ]
  `)
})

test('[D8] a label in a formula shows nothing', () => {
  const slide = createElement('section', {}, parseHtml('<p>$$a\\tag{1}\\label{eq:a_b}$$</p>'))
  renderMath(slide, katex, (message) => expect(message).toBe(''))
  expect(innerHtml(slide)).toContain('<mtext>(1)</mtext>')
})

test('[D8] a line break in a formula is one, outside of braces and environments as well', () => {
  const lines = (tex: string): number => {
    const slide = createElement('section', {}, parseHtml(`<p>$$${tex}$$</p>`))
    renderMath(slide, katex, (message) => expect(message).toBe(''))
    return innerHtml(slide).split('<mtr').length - 1
  }
  expect(lines(String.raw`a \\ \{b\} \\ c`)).toBe(3)
  expect(lines(String.raw`\begin{aligned}a &= b \\ &= c\end{aligned}`)).toBe(2)
  expect(lines(String.raw`\frac{a}{b}`)).toBe(0)
})
