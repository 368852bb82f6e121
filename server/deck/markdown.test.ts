/** Tests for markdown.ts and the rules that it combines. */
import { expect, test } from 'vitest'
import { createMarkdown } from './markdown.ts'

function compile(markdown: string, math = true): string {
  const warnings: string[] = []
  const html = createMarkdown({ math })(markdown, (message, at) => warnings.push(`${at?.text}: ${message}`))
  return [html, ...warnings].join('\n')
}

test('[D7] a fence may set line numbers, steps and the first number', () => {
  expect(compile('```js [1|2-3]\na < b\n```')).toMatchInlineSnapshot(
    `"<pre><code data-fence data-line-numbers="1|2-3"  class="js">a &lt; b</code></pre>"`,
  )
  expect(compile('```ts [8: 1]\na\n```')).toMatchInlineSnapshot(
    `"<pre><code data-fence data-line-numbers="1" data-ln-start-from="8" class="ts">a</code></pre>"`,
  )
  expect(compile('```\na\n```')).toMatchInlineSnapshot(`"<pre><code data-fence   class="">a</code></pre>"`)
})

test('[D12] warns about a fence that is never closed', () => {
  expect(compile('```js\na')).toMatchInlineSnapshot(`
    "<pre><code data-fence   class="js">a</code></pre>
    \`\`\`js: This code block is not closed on its slide; a slide separator or “Note:” inside it ends the slide."
  `)
})

test('[D8] protects formulas from Markdown', () => {
  expect(compile('Let $a_1 * b_1 < c_1$ be.\n\n$$\n- x\n\n+ y_1_\n$$\n\nEnd')).toMatchInlineSnapshot(`
    "<p>Let $a_1 * b_1 &lt; c_1$ be.</p>


    <p>$$
    - x

    + y_1_
    $$</p>
    <p>End</p>
    "
  `)
  expect(compile('$a_1 b_1$ and `$x$`', false)).toMatchInlineSnapshot(`
    "<p>$a_1 b_1$ and <code>$x$</code></p>
    "
  `)
})

test('[D9] a live element has its name, its attributes, and Markdown as its still', () => {
  expect(compile('# A\n::: ping label="x > y"\n**still**\n\n- a\n:::\nafter')).toMatchInlineSnapshot(`
    "<h1>A</h1>
    <live-ping label="x > y"><p><strong>still</strong></p>


    <ul>
    <li>a</li>
    </ul>
    </live-ping>
    <p>after</p>
    "
  `)
})

test('[D9] a name with a hyphen is used unchanged; an element without an end is empty', () => {
  expect(compile('::: live-chat\n\ntext\n\n::: my-poll\n:::\n')).toMatchInlineSnapshot(`
    "<live-chat></live-chat>
    <p>text</p>


    <my-poll></my-poll>
    "
  `)
})

test('[D24] in a block longer than any prose, an emphasis ends near its start or is plain text', () => {
  const far = `*far ${'x '.repeat(600)}end*`
  expect(compile(far)).toContain('<em>far')
  const long = `${far} *near* **strong** ~~gone~~ ${'*a '.repeat(2000)}`
  const html = compile(long)
  expect(html).not.toContain('<em>far')
  expect(html).toContain('<em>near</em> <strong>strong</strong> <del>gone</del> *a *a')
})
