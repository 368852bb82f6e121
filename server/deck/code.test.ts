/** Tests for code.ts. */
import { expect, test } from 'vitest'
import { findCode, litLines, parseLineSteps, renderCode } from './code.ts'
import { createElement, innerHtml, parseHtml } from './dom.ts'
import { loadHighlighter } from './languages.ts'

async function compile(html: string): Promise<string> {
  const warnings: string[] = []
  const slide = createElement('section', {}, parseHtml(html))
  const blocks = findCode(slide, (message) => warnings.push(message))
  const hljs = await loadHighlighter(blocks.map((block) => block.language))
  for (const block of blocks) renderCode(block, hljs, false)
  return [innerHtml(slide), ...warnings].join('\n')
}

test('[D7] highlights code with classes', async () => {
  expect(await compile('<pre><code class="js">let a = "&lt;b>"</code></pre>')).toMatchInlineSnapshot(
    `"<pre class="code"><code class="js hljs language-javascript"><span class="hljs-keyword">let</span> a = <span class="hljs-string">"&lt;b&gt;"</span></code></pre>"`,
  )
})

test('[D1] the line ends around the tag of the code are no lines of the block', async () => {
  expect(await compile('<pre>\n\n  <code>a</code>\n  </pre>')).toBe(
    '<pre class="code"><code class="hljs">a</code></pre>',
  )
})

test('[D7] a block gets an empty marker for every step after the first, and its lines know their steps', async () => {
  const block = '<pre><code class="py" data-line-numbers="1|2|">a = 1\nb = """x\ny"""\n</code></pre>'
  expect(await compile(block)).toMatchInlineSnapshot(`
    "<pre class="code"><span class="fragment line-step" data-step="1"></span><span class="fragment line-step" data-step="2"></span><code class="py hljs language-python" data-line-numbers="1|2|"><span class="line" data-on="0 2">a = <span class="hljs-number">1</span>
    </span><span class="line unlit" data-on="1 2">b = <span class="hljs-string">"""x</span>
    </span><span class="line unlit" data-on="2"><span class="hljs-string">y"""</span></span></code></pre>"
  `)
})

test('[D2] the markers have the indices that reveal.js gives its copies', async () => {
  const block =
    '<pre><code class="fragment" data-line-numbers="1|2|3" data-fragment-index="4">a\nb\nc</code></pre>'
  expect(await compile(block)).toMatchInlineSnapshot(`
    "<pre class="code fragment"><span class="fragment line-step" data-step="1" data-fragment-index="4"></span><span class="fragment line-step" data-step="2" data-fragment-index="5"></span><code class="hljs" data-line-numbers="1|2|3"><span class="line" data-on="0">a
    </span><span class="line unlit" data-on="1">b
    </span><span class="line unlit" data-on="2">c</span></code></pre>"
  `)
})

test('[D7] line numbers may start anywhere', async () => {
  const block = '<pre><code class="txt" data-line-numbers="" data-ln-start-from="7">a</code></pre>'
  expect(await compile(block)).toMatchInlineSnapshot(
    `"<pre class="code"><code class="txt hljs" data-line-numbers="" data-ln-start-from="7" style="counter-reset:line 6"><span class="line" data-on="0">a</span></code></pre>"`,
  )
})

test('[D7] reads data-trim, data-noescape and script templates as reveal.js does', async () => {
  const block = (attrs: string, text: string): Promise<string> =>
    compile(`<pre><code ${attrs}>${text}</code></pre>`)
  expect(await block('data-trim', '\n    <p>\n      x\n    </p>\n  ')).toMatchInlineSnapshot(`
    "<pre class="code"><code class="hljs">&lt;p&gt;
      x
    &lt;/p&gt;</code></pre>"
  `)
  expect(await block('data-noescape', 'a <mark>b</mark>')).toMatchInlineSnapshot(
    `"<pre class="code"><code class="hljs">a b</code></pre>"`,
  )
  const template = '<script type="text/template">\n  if (a < b && c)\n</script>'
  expect(await block('data-trim', template)).toMatchInlineSnapshot(
    `"<pre class="code"><code class="hljs">if (a &lt; b &amp;&amp; c)</code></pre>"`,
  )
})

test('[D12] an unknown language is plain text and a warning; a class in an HTML deck is not a language', async () => {
  expect(await compile('<pre><code class="klingon" data-fence>x</code></pre>')).toMatchInlineSnapshot(`
    "<pre class="code"><code class="klingon hljs">x</code></pre>
    A block in “klingon” is shown without colours: the language is unknown."
  `)
  expect(await compile('<pre><code class="wrap">x</code></pre>')).toMatchInlineSnapshot(
    `"<pre class="code"><code class="wrap hljs">x</code></pre>"`,
  )
  expect(await compile('<pre><code class="language-klingon">x</code></pre>')).toMatchInlineSnapshot(`
    "<pre class="code"><code class="language-klingon hljs">x</code></pre>
    A block in “klingon” is shown without colours: the language is unknown."
  `)
})

test('[D24] code that is too long to read on a slide is not highlighted', async () => {
  const long = 'let a = 1\n'.repeat(10_001)
  const html = await compile(`<pre><code class="js" data-fence>${long}</code></pre>`)
  expect(html).not.toContain('hljs-keyword')
  expect(html).toContain('This code is too long to be coloured: more than 100000 characters.')
})

test('[D7] steps, lists and ranges of lines', () => {
  expect(parseLineSteps(' 1 | 3-4, 7 | ')).toEqual([
    [{ from: 1, to: 1 }],
    [
      { from: 3, to: 4 },
      { from: 7, to: 7 },
    ],
    [],
  ])
})

test('[D7] for each line the steps in which it is lit; a step without lines lights all', () => {
  expect(litLines(parseLineSteps('1|2-3|'), 3)).toEqual([
    [0, 2],
    [1, 2],
    [1, 2],
  ])
  expect(litLines(parseLineSteps('99'), 2)).toEqual([[0], [0]])
  expect(litLines(parseLineSteps('-'), 1)).toEqual([[0]])
})
