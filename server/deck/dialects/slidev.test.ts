/** Tests for decks of Slidev. */
import { expect, test } from 'vitest'
import type { Deck } from '../../../protocol/deck.ts'
import { parseDeck } from '../parse.ts'

const compile = (text: string, files: Record<string, string> = {}): Promise<Deck> =>
  parseDeck({
    id: 'deck',
    file: 'deck.md',
    text: text.startsWith('---') ? text : `---\ndialect: slidev\n---\n${text}`,
    assets: { exists: (path) => path in files, read: (path) => files[path] ?? null },
  })
const plain = (html: string | undefined): string => (html ?? '').replaceAll(/\s*\n\s*/g, '')
const told = (deck: Deck): string[] =>
  deck.warnings.map(({ file, line, message }) => `${file}:${line} ${message}`)

test('[DT4] slides have front matter, and the comment at the end of each is its note', async () => {
  const deck = await compile(
    '---\ntitle: T\ndrawings: {}\ncolorSchema: dark\naspectRatio: 4/3\nduration: 20min\n---\n# A\n\n<!-- not a note -->\n\nx\n\n<!-- n *1* -->\n\n---\nclass: wide\n---\n\n# B\n\n<!--\nn2\n-->\n\n---\n\n```md\n---\n```\n\n--- \n# C\n\n---\nhide: true\n---\n\n# D',
  )
  expect(deck.outline.map(({ title }) => title)).toEqual(['A', 'B', '---', 'C'])
  expect(deck.notes).toEqual({ a: '<p>n <em>1</em></p>', b: '<p>n2</p>' })
  expect([deck.title, deck.theme, deck.settings.height, deck.durationMinutes]).toEqual(['T', 'dark', 960, 20])
  expect(deck.public[1]?.attributes['class']).toBe('slidev layout-default wide')
  expect(JSON.stringify(deck.public)).not.toContain('not a note')
})

test.each([
  ['<v-click>\n\na\n\n</v-click>', '<div class="fragment" data-fragment-index="0"><p>a</p></div>'],
  ['<p v-click="2">a</p>\n\n<p v-click>b</p>', '<p class="fragment" data-fragment-index="1">a</p>'],
  ['<p v-click>a</p>\n\n<p v-after>b</p>', '<p class="fragment" data-fragment-index="0">b</p>'],
  ['<p v-click.hide>a</p>', '<p class="fragment fade-out" data-fragment-index="0">a</p>'],
  ['<p v-click.up>a</p>', '<p class="fragment" data-fragment-index="0">a</p>'],
  ['<p v-after.fade.hide>a</p>', '<p class="fragment fade-out" data-fragment-index="0">a</p>'],
  ['a <v-click>b</v-click>', 'a <span class="fragment" data-fragment-index="0">b</span>'],
  ['<VClick>\n\na\n\n</VClick>', '<div class="fragment" data-fragment-index="0"><p>a</p></div>'],
  [
    '<v-clicks>\n\n- a\n- b\n\n</v-clicks>',
    '<ul><li class="fragment" data-fragment-index="0">a</li><li class="fragment" data-fragment-index="1">b</li></ul>',
  ],
  [
    '<v-clicks every="2">\n\n- a\n- b\n\n</v-clicks>\n\n<p v-click>c</p>',
    '<li class="fragment" data-fragment-index="0">b</li></ul><p class="fragment" data-fragment-index="1">c</p>',
  ],
])('[DT4] the steps of %j', async (text, wanted) => {
  const deck = await compile(`# A\n\n${text}`)
  expect(plain(deck.public[0]?.html)).toContain(wanted)
})

test('[DT4] an empty front matter is none, and so it starts one slide', async () => {
  const deck = await compile('# A\n\n---\n---\n\n# B\n\n---\n---\n# C\n\n---\n\n# D')
  expect(deck.outline.map(({ title }) => title)).toEqual(['A', 'B', 'C', 'D'])
})

test('[DT4] the parts of `<v-switch>` are shown one after the other', async () => {
  const deck = await compile(
    '<p v-click>x</p>\n\n<v-switch>\n<template #0>\n\n- a\n\n</template>\n<template #1>b</template>\n<template #3>c</template>\n</v-switch>\n\n<p v-click>y</p>',
  )
  expect(plain(deck.public[0]?.html)).toContain(
    '<div class="switch"><div><div class="fragment fade-out" data-fragment-index="1"><ul><li>a</li></ul></div></div>' +
      '<div class="fragment" data-fragment-index="1"><div class="fragment fade-out" data-fragment-index="3">b</div></div>' +
      '<div class="fragment" data-fragment-index="3"><div>c</div></div></div><p class="fragment" data-fragment-index="4">y</p>',
  )
  expect(told(deck)).toEqual([])
})

test('[DT4] a tag that ends with `/>` contains nothing, and the slots of a component are shown', async () => {
  const deck = await compile(
    '<div class="x" />\n\n<img src="data:," /><tweet id="1" />\n\n<mdi-github /> [b](#/0) <twemoji-chestnut class="c"></twemoji-chestnut>\n\n<v-clicks>\n\n<carbon:x /> <carbon:y />\n\n- d\n\n</v-clicks>\n\n<Box>\n<template #left>c</template>\n</Box>',
  )
  expect(plain(deck.public[0]?.html)).toBe(
    '<div class="x"></div><p><img src="data:,"></p><p> <a href="#/0">b</a> </p><ul><li class="fragment" data-fragment-index="0">d</li></ul><p>c</p>',
  )
  expect(told(deck)).toEqual([
    'deck.md:6 <tweet> of Slidev does not run here: slide 1.',
    'deck.md:8 An icon of Slidev does not run here: slide 1.',
    'deck.md:18 <Box> of Slidev does not run here: slide 1.',
  ])
})

test('[DT4] an icon within HTML does not end it, and a diagram directly after a tag is one', async () => {
  const deck = await compile(
    '<div>\n  <div>\n    <mdi-x />\n    <Box/>\n    <!-- c -->\n    <b>d</b>\n  </div>\n</div>\n\n<v-switch>\n    <template #0>\n```mermaid\ngraph LR\n  A --> B\n```\n    </template>\n    <template #1>\n```mermaid\ngraph LR\n  A --> C\n```\n    </template>\n</v-switch>',
  )
  const html = deck.public[0]?.html ?? ''
  expect(html).not.toMatch(/<pre|v-slot|<!--/)
  expect(html).toContain('<b>d</b>')
  expect(deck.outline[0]?.steps).toBe(1)
})

test('[DT4] `<Toc>` links to the slides that have a title', async () => {
  const deck = await compile(
    '# A & *b*\n\n---\nhideInToc: true\n---\n\n# Agenda\n\n<Toc minDepth="1" :max-depth="2" />\n\n---\n\n## C\n\n---\nhide: true\n---\n\n# D\n\n---\n\n```sh\n# no\n```\n\n---\ntitle: E\nlevel: 3\n---\n\ne\n\n---\ntitle: F\n---\n\nf',
  )
  expect(plain(deck.public[1]?.html)).toContain(
    '<ol><li><a href="#/0">A &amp; b</a></li><li style="margin-inline-start: 1em"><a href="#/2">C</a></li>' +
      '<li><a href="#/5">F</a></li></ol>',
  )
  expect(told(deck)).toEqual([])
})

test('[DT4] the utility classes of a deck have styles, those of a slide itself only for its text', async () => {
  const deck = await compile(
    '# A\n\n<div class="grid grid-cols-5 gap-4 -mt-2 mt--2 w-1/2 absolute top-[10px] text-sm opacity-80 px-1.5 no-such">\n\n`class="grid-cols-7"`\n\n</div>\n\n---\nclass: text-center p-4\n---\n\n# B',
  )
  const rules = deck.css
    .split('\n')
    .filter((line) => /\.(grid|gap|-mt|w-|abs|top|text|opa|px|no|p-)/.test(line))
  expect(rules.slice(-12)).toMatchInlineSnapshot(`
    [
      ".reveal .slides .slidev .grid-cols-5 { grid-template-columns: repeat(5, minmax(0, 1fr)) }",
      ".reveal[data-layout='tall'] .slides .slidev .grid-cols-5 { grid-template-columns: minmax(0, 1fr) }",
      ".reveal .slides .slidev .gap-4 { gap: 21px }",
      ".reveal .slides .slidev .w-1\\/2 { width: 50%; max-width: 100% }",
      ".reveal .slides .slidev .absolute { position: absolute }",
      ".reveal[data-layout='tall'] .slides .slidev .absolute { position: static }",
      ".reveal .slides .slidev .top-\\[10px\\] { top: 13px }",
      ".reveal .slides :is(section.slidev, .slidev *).text-sm { font-size: max(var(--least, 0px), 0.875em); line-height: 1.3 }",
      ".reveal .slides .slidev .opacity-80 { opacity: 0.8 }",
      ".reveal .slides .slidev .px-1\\.5 { padding-inline: 8px }",
      ".reveal .slides :is(section.slidev, .slidev *).text-center { text-align: center }",
      ".reveal .slides .slidev .p-4 { padding: 21px }",
    ]
  `)
  expect(deck.css).not.toContain('grid-cols-7')
})

test('[DT13] code is as small as its longest line, its lines and its columns need', async () => {
  const fence = (line: string, lines = 1): string => `\`\`\`\n${`${line}\n`.repeat(lines)}\`\`\`\n`
  const deck = await compile(
    `# A\n\n${fence('x'.repeat(60))}\n${fence('x'.repeat(90))}\n${fence('漢'.repeat(45))}\n${fence('x', 20)}\n` +
      `\n<div class="grid grid-cols-3">\n<div class="col-span-2">\n\n${fence('x'.repeat(60))}\n</div>\n</div>\n` +
      `\n---\nlayout: two-cols\n---\n\n${fence('x'.repeat(40))}\n\n::right::\n\n${fence('x'.repeat(400))}`,
  )
  const sizes = deck.public.map(({ html }) =>
    [...html.matchAll(/<pre(?: style="--code: (\d+px)")?/g)].map(([, size]) => size),
  )
  expect(sizes).toEqual([
    [undefined, '20px', '20px', '20px', '19px'],
    ['20px', '15px'],
  ])
})

test('[DT4] the steps of code come between the clicks around them', async () => {
  const deck = await compile(
    '<p v-click>a</p>\n\n```ts {1|2-3|all}{lines:true}\na\nb\nc\n```\n\n<p v-click>b</p>',
  )
  const html = deck.public[0]?.html ?? ''
  expect([...html.matchAll(/data-fragment-index="(\d)"/g)].map(([, n]) => n)).toEqual(['0', '1', '2', '3'])
  expect(html).toContain('data-line-numbers="1|2-3|"')
  expect(deck.outline[0]?.steps).toBe(4)
})

test('[DT4] layouts have columns and pictures, from the folder public as well', async () => {
  const deck = await compile(
    '# A\n\n---\nlayout: two-cols\n---\n\nl\n\n::right::\n\nr\n\n---\nlayout: image-left\nimage: /a.png\n---\n\n# B\n\n---\nlayout: image\nimage: b.png\n---\n\n---\nlayout: cover\nbackground: "#123456"\n---\n\n# C',
    { 'public/a.png': '', 'b.png': '' },
  )
  const [, columns, left, whole, cover] = deck.public
  expect(plain(columns?.html)).toBe(
    '<div class="cols"><div class="part part-default"><p>l</p></div><div class="part part-right"><p>r</p></div></div>',
  )
  expect(left?.html).toContain('<img src="public/a.png" alt="">')
  expect(whole?.attributes['data-background-image']).toBe('b.png')
  expect(cover?.attributes['data-background-color']).toBe('#123456')
  expect(deck.files).toEqual({ 'public/a.png': 'shown', 'b.png': 'shown' })
  expect(told(deck)).toEqual([])
})

test('[DT4] the styles of a slide apply to this slide only, and links lead to slides', async () => {
  const deck = await compile(
    '# A\n\n<style>\nh1, .x { color: red }\n</style>\n\n<Link to="2">next</Link>\n\n---\n\n# B',
  )
  expect(deck.css).toMatch(/\.slide-1[^{]* h1/)
  expect(deck.public[0]?.html).toContain('<a href="#/1">next</a>')
})

test('[DT5] what does not run is one line for each thing, with file and slide, and its content is shown', async () => {
  const deck = await compile(
    [
      '# A\n\n<Counter :count="10" />\n\n<Box>\n\n**in**\n\n</Box>\n\n<carbon:logo />\n\n<script setup>let x</script>',
      '# B\n\n<Counter/>\n\n{{ $page }}\n\n<div v-motion @click="x > 1" :style="y">c</div>\n\n`{{ code }}`',
      '# C\n\n```ts {monaco}\nx\n```\n\n<<< @/a.ts\n\n$$ {1|3|all}\na\n$$',
    ].join('\n\n---\n\n') + '\n\n---\nlayout: wonder\n---\n\nd',
  )
  expect(told(deck)).toEqual([
    'deck.md:6 <Counter> of Slidev does not run here: slides 1, 2.',
    'deck.md:8 <Box> of Slidev does not run here: slide 1.',
    'deck.md:14 An icon of Slidev does not run here: slide 1.',
    'deck.md:16 <script> of Slidev does not run here: slide 1.',
    'deck.md:24 {{ … }} of Slidev does not run here: slide 2.',
    'deck.md:26 v-motion of Slidev does not run here: slide 2.',
    'deck.md:26 @… of Slidev does not run here: slide 2.',
    'deck.md:34 {monaco} of Slidev does not run here: slide 3.',
    'deck.md:38 <<< of Slidev does not run here: slide 3.',
    'deck.md:40 The highlighting of lines in a formula of Slidev does not run here: slide 3.',
    'deck.md:47 The layout “wonder” of Slidev does not run here: slide 4.',
  ])
  const shown = deck.public.map(({ html }) => html).join('')
  expect(shown).toContain('<strong>in</strong>')
  expect(shown).toContain('{{ code }}')
  expect(shown).not.toMatch(/counter|\$page|v-motion|let x/i)
})

test('[DT6] `src` includes slides, a range of them, with front matter', async () => {
  const deck = await compile('# A\n\n---\nsrc: ./p/b.md\nclass: x\n---\n\n---\nsrc: p/b.md#2\n---\n', {
    'p/b.md': '# B1\n\n![d](d.png)\n\n---\n\n# B2\n\n<!-- n -->',
    'p/d.png': '',
  })
  expect(deck.outline.map(({ title }) => title)).toEqual(['A', 'B1', 'B2', 'B2'])
  expect(deck.public[1]).toMatchObject({ attributes: { class: 'slidev layout-default x' } })
  expect(deck.files).toEqual({ 'p/d.png': 'shown' })
})

test.each([
  ['../out.md', "src: ../out.md is outside of the deck's folder."],
  ['/etc/passwd', 'src: there is no Markdown file /etc/passwd.'],
  ['https://a.test/b.md', "src: https://a.test/b.md is outside of the deck's folder."],
  ['./no.md', 'src: there is no Markdown file ./no.md.'],
  ['./data.json', 'src: there is no Markdown file ./data.json.'],
  ['./deck.md', 'src: ./deck.md includes itself.'],
])('[DT6] src: %s is a neutral slide with a clear line', async (src, message) => {
  const deck = await compile(`# A\n\n---\nsrc: ${src}\n---\n`, { 'deck.md': '# A', 'data.json': '{}' })
  expect(deck.errors.map((error) => error.message)).toEqual([message])
  expect(deck.outline).toHaveLength(2)
})

test('[DT6] files that include each other end, also when the number of slides would double with each', async () => {
  const twice = (name: string): string => `---\nsrc: ./${name}.md\n---\n\n---\nsrc: ./${name}.md\n---\n`
  const files = Object.fromEntries(Array.from({ length: 19 }, (_, i) => [`f${i}.md`, twice(`f${i + 1}`)]))
  const deck = await compile('# A\n\n---\nsrc: ./f0.md\n---\n', { ...files, 'f19.md': '# B' })
  expect(deck.outline.length).toBeLessThan(2100)
  expect(deck.errors[0]?.message).toBe('The deck has more than 2000 slides.')
  const cycle = await compile('# A\n\n---\nsrc: ./a.md\n---\n', {
    'a.md': '---\nsrc: ./b.md\n---\n',
    'b.md': '---\nsrc: ./a.md\n---\n',
  })
  expect(cycle.errors[0]).toEqual({ file: 'b.md', line: 4, message: 'src: ./a.md includes itself.' })
})

test('[DT5] a style sheet that Slidev would apply is named', async () => {
  expect(told(await compile('# A', { 'styles/index.css': 'h1 { color: red }' }))).toEqual([
    'deck.md:1 styles/index.css of Slidev does not apply: the deck has Lectern’s look.',
  ])
})
