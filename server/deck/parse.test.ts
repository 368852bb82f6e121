/** Tests for parse.ts: all rules together, on whole decks. */
import { expect, test } from 'vitest'
import type { Deck } from '../../protocol/deck.ts'
import { parseDeck } from './parse.ts'
import { renderSlides } from './render.ts'

const compile = (text: string, files: Record<string, string> = {}, file = 'deck.md'): Promise<Deck> =>
  parseDeck({
    id: 'my-deck',
    file,
    text,
    assets: { exists: (path) => path in files, read: (path) => files[path] ?? null },
  })

const html = (deck: Deck): string => renderSlides(deck.public)
const told = (deck: Deck): string[] => deck.warnings.map((w) => `${w.file}:${w.line} ${w.message}`)

test('[D13] compiles outline, notes and settings of a small deck', async () => {
  const deck = await compile(
    '---\ntitle: T\nduration: 30\n---\n# One\n\nNote: n1\n\n---\n\n- a <!-- .element: class="fragment" -->\n\n--\n\n<!-- .slide: id="own" -->\n# One\n\nNote: n2',
  )
  expect(deck.outline).toEqual([
    { id: 'one', h: 0, v: 0, title: 'One', steps: 0 },
    { id: 'a', h: 1, v: 0, title: 'a', steps: 1 },
    { id: 'own', h: 1, v: 1, title: 'One', steps: 0 },
  ])
  expect(deck.notes).toEqual({ one: '<p>n1</p>', own: '<p>n2</p>' })
  expect([deck.title, deck.durationMinutes, told(deck)]).toEqual(['T', 30, []])
})

test('[D13] a deck without a title has that of its first slide with one, or else its id', async () => {
  const picture = '<!-- .slide: data-background="#123456" -->'
  expect((await compile(`${picture}\n\n---\n\n# One`)).title).toBe('One')
  expect((await compile(picture)).title).toBe('my-deck')
})

test('[T38] the outline names the custom elements of each slide with their attributes, but none of the notes', async () => {
  const deck = await compile(
    [
      '# A\n\n::: map region="us"\nA still.\n:::\n\n<live-chat></live-chat>',
      '# B\n\n<!-- <live-map></live-map> -->\n\nNote: <live-map></live-map>',
      '# C\n\n```html\n<live-map></live-map>\n```',
    ].join('\n\n---\n\n'),
  )
  expect(deck.outline.map(({ elements }) => elements)).toEqual([
    [
      { name: 'live-map', attributes: { region: 'us' }, text: 'A still.' },
      { name: 'live-chat', attributes: {} },
    ],
    undefined,
    undefined,
  ])
})

test('[D37] the private content of an element is in the outline, and in nothing that browsers or file requests get', async () => {
  const deck = await compile(
    '# Quiz\n\n::: quiz private-right="2"\n- Polling\n- Sockets\n\n<p data-private>Because <img src="secret.png"> nobody polls.</p>\n:::',
    { 'secret.png': 'x' },
  )
  const [quiz] = deck.outline[0]?.elements ?? []
  expect(quiz).toMatchObject({ items: ['Polling', 'Sockets'], private: { attributes: { right: '2' } } })
  expect(quiz?.private?.text).toContain('nobody polls')
  const { public: shown, beside, files, css, title } = deck
  for (const secret of ['right', 'nobody', 'secret'])
    expect(JSON.stringify([shown, beside, files, css, title])).not.toContain(secret)
})

test('[D13] a slide stays the same after its text was edited, because its id comes from its title', async () => {
  const [before, after] = [await compile('# A\n\nold'), await compile('# A\n\nnew')]
  expect(after.outline).toEqual(before.outline)
  expect(after.version).not.toBe(before.version)
})

test('[D17] the version depends only on what browsers get, including style sheets', async () => {
  const deck = (css: string): Promise<Deck> => compile('---\ncss: a.css\n---\n# A', { 'a.css': css })
  const [one, same, other] = [await deck('a {}'), await deck('a {}'), await deck('b {}')]
  expect(one.version).toMatch(/^[0-9a-f]{12}$/)
  expect(same.version).toBe(one.version)
  expect(other.version).not.toBe(one.version)
})

test('[D4] [D5] [D6] no browser gets notes, comments or front matter with the public HTML', async () => {
  const secret = 'CANARY'
  const sources = [
    `---\ntitle: T\nauthor: ${secret}\nunknown: ${secret}\n---\n# A`,
    `---\nauthor: [${secret}\n---\n# A`,
    `---\nauthor: ${secret}\n\n# A`,
    `# A\n\nNote: ${secret}`,
    `# A\n\nNotes:\n- ${secret}\n\n\`\`\`js [1|2]\n${secret}\n\n${secret}\n\`\`\``,
    `# A\n\nNote: ${secret}\n\nNote: ${secret}`,
    `# A\n\n- b\nNote: ${secret}`,
    `# A\n<div>\nNote: ${secret}</div></section></aside>${secret}`,
    `# A\n\n<!-- ${secret} -->\n\n- b <!-- ${secret} -->\n\n| a |\n|--|\n| <!-- ${secret} --> |`,
    `# A\n\n<!--\n${secret}\n\n${secret}\n-->`,
    `# A\n\n<!-- Note: ${secret} -->`,
    `# A\n\n<!-- .slide: data-x="y" ${secret} -->\n<!-- .element: class="z" ${secret} -->`,
    `# A\n\n<svg><!-- ${secret} --><g><!-- ${secret} --></g></svg>\n\n<noscript>${secret}</noscript>`,
    `# A\n\n<p data-notes="${secret}">b</p>\n<aside class="x notes">${secret}</aside>`,
    `# A\n\n<!-- .slide: data-notes="${secret}" -->`,
    `# A\n\n---\n\n<!-- .slide: data-visibility="hidden" -->\n${secret}`,
    `# A\n\n![a](a.svg#inline)`,
    `# A\n\n::: poll\n<!-- ${secret} -->\nNote: ${secret}\n:::`,
    `# A\n\n<!-- ${secret}`,
  ]
  const files = { 'a.svg': `<svg><!-- ${secret} --><script>${secret}</script></svg>` }
  for (const source of sources) {
    const { notes: _notes, author: _author, ...shown } = await compile(source, files)
    expect(JSON.stringify({ ...shown, warnings: [] }), source).not.toContain(secret)
    expect(html(await compile(source, files)), source).not.toContain(secret)
  }
})

test('[D4] the presenter gets notes of every kind', async () => {
  const slides = [
    '<section data-notes="one"><p>a</p></section>',
    '<section><p class="fragment" data-notes="two">b</p><aside class="notes">three</aside></section>',
    '<section data-markdown data-notes="four"><script type="text/template"># c\nNote: five</script></section>',
    '<section data-notes="six"><section>d</section><section>e</section></section>',
  ]
  const deck = await compile(
    `<div class="reveal"><div class="slides">${slides.join('')}</div></div>`,
    {},
    'index.html',
  )
  expect(deck.notes).toEqual({ a: 'one', b: 'two\nthree', c: 'four\n<p>five</p>', d: 'six' })
})

test('[D58] notes beside the Markdown of a section are notes', async () => {
  const page = (inner: string): string => `<div class="slides">${inner}</div>`
  const notes = '<aside class="notes">quiet</aside>'
  for (const section of [
    `<section data-markdown><textarea data-template>## A\n---\n## B</textarea>${notes}</section>`,
    `<section data-markdown data-separator-vertical="^--$">## A\n--\n## B${notes}\n</section>`,
  ]) {
    const deck = await compile(page(section), {}, 'index.html')
    expect(deck.notes).toEqual({ a: 'quiet' })
    expect(html(deck)).not.toContain('quiet')
  }
})

test('[D58] the options of reveal.js are read from a script file of the deck', async () => {
  const page =
    '<div class="slides"><section data-markdown>## "A"\n***\n## B</section></div><script type="module" src="app.js"></script>'
  const script = String.raw`Reveal.initialize({ width: 900, markdown: { separator: '\n\\*+\n', smartypants: true } })`
  const deck = await compile(page, { 'app.js': script }, 'index.html')
  expect(deck.settings.width).toBe(900)
  expect(deck.outline.map(({ title }) => title)).toEqual(['“A”', 'B'])
})

test('[D28] boxes of HackMD are shown without their frame, with a warning', async () => {
  const deck = await compile('# A\n\n:::info\nImportant\n:::\n\n:::spoiler More\nSecond\n:::')
  expect(html(deck)).toContain('<p>Important</p>')
  expect(html(deck)).not.toContain(':::')
  expect(told(deck)).toEqual([
    expect.stringContaining('2 fences of another dialect are ignored (:::info, :::spoiler More)'),
  ])
})

test('[D12] problems are reported with file and line, and the talk continues', async () => {
  const deck = await compile(
    [
      '---',
      'title: [broken',
      '---',
      '# A',
      '',
      '![cat](cat.png)',
      '',
      '---',
      '',
      '<div class="x">',
      '',
      '```klingon',
      'x',
      '```',
      '',
      '<a href="javascript:go()" onclick="go()">go</a>',
      '',
      '---',
      '',
      'Text <!-- not closed',
    ].join('\n'),
  )
  expect(told(deck)).toMatchInlineSnapshot(`
    [
      "deck.md:2 “title” in the front matter cannot be read, so its default is used: Flow sequence in block collection must be sufficiently indented and end with a ].",
      "deck.md:6 There is no file cat.png.",
      "deck.md:10 <div> is not closed; it ends with its slide.",
      "deck.md:12 A block in “klingon” is shown without colours: the language is unknown.",
      "deck.md:16 A javascript: address is removed.",
      "deck.md:16 The handler onclick is removed: scripts of a deck do not run.",
      "deck.md:20 A comment that is not closed with “-->” is shown as text.",
    ]
  `)
  expect(html(deck)).toContain('alt="cat"')
  expect(deck.outline).toHaveLength(3)
})

test('[D12] a neutral slide replaces a slide that cannot be made', async () => {
  const slides = [
    '<section>a</section>',
    '<section data-markdown="gone.md"></section>',
    '<section data-markdown="../../etc/passwd"></section>',
    '<section data-markdown data-separator="("><script type="text/template">x</script></section>',
    '<section>b</section>',
  ]
  const deck = await compile(`<div class="slides">\n${slides.join('\n')}</div>`, {}, 'index.html')
  expect(deck.outline.map((slide) => slide.title)).toMatchInlineSnapshot(`
    [
      "a",
      "One moment, please",
      "One moment, please",
      "One moment, please",
      "b",
    ]
  `)
  expect(html(deck)).toMatchInlineSnapshot(`
    "<section>a</section>
    <section class="slide-neutral"><h2>One moment, please</h2><p>This slide is not ready yet.</p></section>
    <section class="slide-neutral"><h2>One moment, please</h2><p>This slide is not ready yet.</p></section>
    <section class="slide-neutral"><h2>One moment, please</h2><p>This slide is not ready yet.</p></section>
    <section>b</section>"
  `)
  expect(told(deck)).toMatchInlineSnapshot(`
    [
      "index.html:3 This slide cannot be shown: The file gone.md is not in the deck's folder or cannot be read.",
      "index.html:4 This slide cannot be shown: The file ../../etc/passwd is not in the deck's folder or cannot be read.",
      "index.html:5 This slide cannot be shown: Invalid regular expression: /(/: Unterminated group",
    ]
  `)
})

test('[D21] the audience does not see what is wrong with a slide; its notes tell the presenter', async () => {
  const deck = await compile(
    '<div class="slides"><section data-markdown="gone.md"></section></div>',
    {},
    'index.html',
  )
  expect(html(deck)).not.toMatch(/gone|error:|cannot/i)
  expect(Object.values(deck.notes)).toEqual([
    "<p>This slide cannot be shown: The file gone.md is not in the deck's folder or cannot be read.</p><p><code>index.html:1</code></p>",
  ])
  expect(deck.errors).toHaveLength(1)
})

test.each(['', '---\ntitle: T\n---\n\n', '---\ntitle: T'])(
  '[D20] %j has no slides, which is an error of the whole deck',
  async (source) => {
    const deck = await compile(source)
    expect(deck.errors).toEqual([{ file: 'deck.md', line: 1, message: 'The deck has no slides.' }])
    expect(deck.outline).toHaveLength(1)
  },
)

test.each(['', '\n\n', '---', '---\n', '<', '<!--', '<section>', '```', '\0', '$$', ':::', '---\n---\n---'])(
  '[D12] %j is a deck with a slide',
  async (source) => {
    for (const file of ['deck.md', 'index.html']) {
      const deck = await compile(source, {}, file)
      expect(deck.outline.length).toBeGreaterThan(0)
      expect(deck.outline.every((slide) => slide.title && slide.id)).toBe(true)
    }
  },
)

test('[D19] [D11] reads the settings of an HTML deck; a script that only initializes reveal.js is removed without a warning', async () => {
  const deck = await compile(
    `<html lang="de"><head><title>T</title><meta name="author" content="A">
<link rel="stylesheet" href="dist/reveal.css"><link rel="stylesheet" href="dist/theme/white.css">
<link rel="stylesheet" href="my.css"><style>.a { color: red }</style></head>
<body><div class="reveal"><div class="slides"><section><style>.b {}</style>x</section></div></div>
<script src="dist/reveal.js"></script>
<script>Reveal.initialize({
  width: 1600, height: 900,
  center: false,
  transition: 'fade',
})</script></body></html>`,
    { 'my.css': '' },
    'index.html',
  )
  const { outline: _outline, public: _public, version: _version, ...rest } = deck
  expect(rest).toMatchInlineSnapshot(`
    {
      "author": "A",
      "beside": "",
      "css": ".a:where(.reveal-viewport,.reveal-viewport *){color:red}
    .b:where(.reveal-viewport,.reveal-viewport *){}",
      "durationMinutes": 0,
      "errors": [],
      "files": {},
      "flagged": [],
      "id": "my-deck",
      "language": "de",
      "languageNamed": true,
      "notes": {},
      "packaged": [
        "white",
      ],
      "settings": {
        "autoSlide": 0,
        "autoSlideStoppable": true,
        "browseAhead": false,
        "center": false,
        "height": 900,
        "look": "own",
        "margin": 0.04,
        "participation": true,
        "progress": true,
        "reactions": [
          "👏",
          "❤️",
          "😂",
          "🤯",
        ],
        "reflow": false,
        "rtl": false,
        "showSlideNumber": "all",
        "slideNumber": null,
        "transition": "fade",
        "width": 1600,
      },
      "theme": "light",
      "timings": [],
      "title": "T",
      "warnings": [],
    }
  `)
})

test('[D3] sections in the HTML of a Markdown slide are a stack with their own backgrounds and notes', async () => {
  const slides = `# A

---

<section data-background="#123456">

## B

</section>

<section>
<p>C</p>
<aside class="notes">of C</aside>
</section>

Note: of both

---

<section data-background="#654321">

---

# D

<section>E</section>`
  const deck = await compile(slides)
  expect(html(deck)).toMatchInlineSnapshot(`
    "<section><h1>A</h1></section>
    <section class="stack">
    <section data-background="#123456"><h2>B</h2></section>
    <section><p>C</p></section>
    </section>
    <section class="stack">
    <section data-background="#654321"></section>
    </section>
    <section><h1>D</h1>
    <div>E</div></section>"
  `)
  expect(deck.outline.map(({ h, v }) => [h, v])).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 0],
    [3, 0],
  ])
  expect(Object.values(deck.notes)).toEqual(['<p>of both</p>', 'of C'])
  expect(deck.warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '20: <section> is not closed; it ends with its slide.',
    '26: Stacks have one level: a section nested deeper becomes part of its slide.',
  ])
})

test('[D34] a style sheet as theme comes with the sheets for code, as a theme of reveal.js does', async () => {
  const files = { 'own.css': 'body { background: #123 }' }
  const packaged = async (yaml: string) => (await compile(`---\n${yaml}\n---\n# A`, files)).packaged
  expect(await packaged('theme: own.css')).toEqual(['reset', 'monokai'])
  expect(await packaged('theme: white\nhighlightTheme: zenburn')).toEqual(['reset', 'white', 'zenburn'])
  expect(await packaged('theme: missing.css')).toEqual([])
})

test('[D12] a missing style sheet is named with its line in the front matter', async () => {
  const { warnings } = await compile('---\ntitle: T\ntheme: own.css\n---\n# A')
  expect(warnings).toEqual([{ file: 'deck.md', line: 3, message: 'There is no style sheet own.css.' }])
})

test.each([
  ['dist/reveal.css', ''],
  ['css/reveal.css', '.reveal-viewport:where(.reveal-viewport){background:#123}'],
  [
    'https://cdn.test/reveal.js/3.6.0/css/reveal.min.css',
    '.reveal-viewport:where(.reveal-viewport){background:#123}',
  ],
])('[D34] a background of the body is shown as in the version of %s', async (reveal, added) => {
  const page = `<link rel="stylesheet" href="${reveal}"><link rel="stylesheet" href="own.css"><div class="reveal"><div class="slides"><section>A</section></div></div>`
  const css = 'html, body { background: #123; margin: 0 }'
  const deck = await compile(page, { 'own.css': css }, 'index.html')
  const body = ':is(div):where(.reveal-viewport):where(.reveal-viewport)'
  expect(deck.css).toBe(`${body},${body}{background:#123;margin:0}${added}`)
})

test('[D12] a warning about a style sheet names its file and line', async () => {
  const css = "h1 { color: red }\n@import 'https://fonts.test/a.css';\n@import 'none.css';"
  expect(told(await compile('---\ncss: own.css\n---\n# A', { 'own.css': css }))).toEqual([
    'own.css:2 The style sheet https://fonts.test/a.css is on another host, and no page loads it. Copy it into the folder.',
    'own.css:3 There is no style sheet none.css to import.',
  ])
})

test('[D8] KaTeX is not loaded for a deck without formulas', async () => {
  expect(html(await compile('A $5 and $6 day'))).toBe('<section><p>A $5 and $6 day</p></section>')
  expect(html(await compile('---\nmath: false\n---\n$x$'))).toBe('<section><p>$x$</p></section>')
  expect(html(await compile('$x$'))).toContain('<math ')
})

test("[D7] lines of code can morph: auto-animate finds them by reveal.js's class", async () => {
  const deck = await compile('<!-- .slide: data-auto-animate -->\n```js []\na\n```')
  expect(html(deck)).toContain('<span class="line hljs-ln-code" data-on="0">')
})

test('[D60] code that another program has coloured keeps its colours, unless the page has a highlighting plugin', async () => {
  const code = '<span class="im">import</span> this'
  const page = (script: string): string =>
    `<!doctype html><div class="reveal"><div class="slides"><section><h2>Code</h2><pre><code class="python">${code}</code></pre></section></div></div>${script}`
  expect(html(await compile(page(''), {}, 'index.html'))).toContain(code)
  const highlighted = html(
    await compile(page('<script src="dist/plugin/highlight.js"></script>'), {}, 'index.html'),
  )
  expect(highlighted).not.toContain(code)
  expect(highlighted).toContain('<code class="python hljs language-python">')
})

test('[D60] [D47] the line steps of Quarto run on its coloured code, whose lines stay as they are', async () => {
  const block = (steps: string): string =>
    `<section><h2>Code</h2><div class="sourceCode cell-code" id="cb1" data-code-line-numbers="${steps}"><pre class="sourceCode numberSource python"><code class="sourceCode python"><span id="cb1-1"><a href="#cb1-1"></a><span class="im">import</span> this</span>
<span id="cb1-2"><a href="#cb1-2"></a><span class="bu">print</span>(1)</span>
<span id="cb1-3"><a href="#cb1-3"></a></span></code></pre></div></section>`
  const sections = ['1|2-3', '2', 'true'].map(block).join('')
  const page = `<!doctype html><div class="reveal"><div class="slides">${sections}</div></div><script src="talk_files/libs/revealjs/plugin/quarto-line-highlight/line-highlight.js"></script>`
  const deck = await compile(page, {}, 'index.html')
  expect(deck.outline.map(({ steps }) => steps)).toEqual([1, 0, 0])
  const [stepped = '', lit = '', plain = ''] = html(deck).split('</section>')
  expect(stepped).toContain(
    '<pre class="sourceCode numberSource python"><span class="fragment line-step" data-step="1"></span>',
  )
  expect(stepped).toContain('<span id="cb1-1" class="line" data-on="0">')
  expect(stepped).toContain('<span id="cb1-3" class="line unlit" data-on="1">')
  expect(stepped).toContain('<span class="im">import</span> this</span>\n<span')
  expect(lit.match(/class="line[^"]*"/g)).toEqual([
    'class="line unlit"',
    'class="line"',
    'class="line unlit"',
  ])
  expect(plain).not.toContain('class="line')
})
