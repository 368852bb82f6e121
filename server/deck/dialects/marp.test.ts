/** Tests for decks of Marp. */
import { expect, test } from 'vitest'
import type { Deck } from '../../../protocol/deck.ts'
import { parseDeck } from '../parse.ts'

const compile = (text: string, head = ''): Promise<Deck> =>
  parseDeck({
    id: 'deck',
    file: 'deck.md',
    text: `---\nmarp: true\n${head}---\n${text}`,
    assets: { exists: () => true, read: () => null },
  })
const plain = (html: string | undefined): string => (html ?? '').replaceAll(/\s*\n\s*/g, '')

test('[DT7] every ruler ends a page, and so does `headingDivider`; comments are notes', async () => {
  const deck = await compile(
    '<!-- _class: lead -->\n# A\n\n<!-- note: *one* -->\n\n***\n\nB\n---\n\nb\n\n- - -\n\n# C\n\n## D\n\n### d\n\n```\n<!-- code -->\n---\n```',
    'headingDivider: 2\n',
  )
  expect(deck.outline.map(({ title }) => title)).toEqual(['A', 'B', 'C', 'D'])
  expect(deck.notes).toEqual({ a: '<p>note: <em>one</em></p>' })
  expect(deck.public[3]?.html).toContain('&lt;!-- code --&gt;')
})

test('[DT7] directives apply to their page and those after it, and with `_` to their page only', async () => {
  const deck = await compile(
    '# A\n\n<!-- class: invert -->\n\n---\n\n# B\n\n<!-- _class: lead -->\n<!-- _backgroundColor: "#123456" -->\n<!-- _color: "red; x: y" -->\n\n---\n\n# C\n\n<!-- _backgroundImage: "url(\'c.png\')" -->',
  )
  const [a, b, c] = deck.public.map(({ attributes }) => attributes)
  expect(a?.['class']).toBe('marp invert')
  expect(b).toEqual({ class: 'marp lead', 'data-background-color': '#123456', style: 'color: red x: y' })
  expect(c).toMatchObject({ class: 'marp invert', 'data-background-image': 'c.png' })
})

test('[DT7] header, footer and page numbers', async () => {
  const deck = await compile(
    '# A\n\n<!-- _paginate: skip -->\n\n---\n\n# B\n\n<!-- _header: "" -->',
    'paginate: true\nheader: "**H**"\nfooter: F\n',
  )
  expect(plain(deck.public[0]?.html)).toContain(
    '<header class="marp-header"><p><strong>H</strong></p></header>',
  )
  expect(deck.public[0]?.html).not.toContain('marp-page')
  expect(plain(deck.public[1]?.html)).toBe(
    '<h1>B</h1><footer class="marp-footer"><p>F</p></footer><span class="marp-page">1</span>',
  )
})

test('[DT7] pictures of the background, beside the text, and with a size', async () => {
  const deck = await compile(
    '![bg left:40%](a.png)\n\n# A\n\n---\n\n![bg fit](b.png)\n\n# B\n\n---\n\n![bg](c.png)\n![bg](d.png)\n\n# C\n\n---\n\n![w:120 Dot](e.png)\n\n# <!-- fit --> E\n\n* one\n* two\n\n---\n\n![bg blur:3px](f.png)',
  )
  const [a, b, c, e] = deck.public
  expect(a?.attributes).toEqual({ class: 'marp marp-split marp-left', style: '--part: 40%' })
  expect(plain(a?.html)).toBe(
    '<div class="part"><h1>A</h1></div><div class="marp-pictures"><img src="a.png" alt="" style="object-fit: cover"></div>',
  )
  expect(b?.attributes).toMatchObject({ 'data-background-image': 'b.png', 'data-background-size': 'contain' })
  expect(c?.html.match(/<img/g)).toHaveLength(2)
  expect(e?.html).toContain('<img src="e.png" alt="Dot" style="width: 120px">')
  expect(e?.html).toContain('class="r-fit-text"')
  expect(deck.outline[3]?.steps).toBe(2)
  expect(deck.warnings.map(({ message }) => message)).toEqual([
    'The filter “blur” of a background of Marp does not run here: slide 5.',
  ])
})

test('[DT7] a line break ends the line', async () => {
  const deck = await compile('# A\n\n**b** c\n**d** e')
  expect(plain(deck.public[0]?.html)).toBe('<h1>A</h1><p><strong>b</strong> c<br><strong>d</strong> e</p>')
})

test('[DT7] values without quotes may contain what has a meaning in YAML', async () => {
  const deck = await compile(
    '# A\n\n<!-- _header: \\ **x** *y: z* -->\n<!-- _color: #123 -->\n<!-- _backgroundColor: #fed -->\n<!-- _footer: "q" -->\n\n---\n\n# B',
    'paginate: true\nheader :  ![w:90](a.png)\ntitle: It is "C": D\nclass: [lead, invert]\n',
  )
  expect(deck.title).toBe('It is "C": D')
  expect(deck.notes).toEqual({})
  expect(deck.public[0]?.attributes).toMatchObject({
    class: 'marp lead invert',
    style: 'color: #123',
    'data-background-color': '#fed',
  })
  expect(plain(deck.public[0]?.html)).toContain('<strong>x</strong> <em>y: z</em></p></header>')
  expect(deck.public[1]?.html).toContain('<img src="a.png" alt="" style="width: 90px"')
})

test('[DT7] a background with a size is shown whole', async () => {
  const deck = await compile(
    '![bg right:40% 80%](a.png)\n\n# A\n\n---\n\n![bg left w:300px](b.png)\n\n# B\n\n---\n\n![bg h:90%](c.png)\n\n# C',
  )
  const [a, b, c] = deck.public
  expect(a?.html).toContain('style="object-fit: contain; scale: 0.8"')
  expect(b?.html).toContain('style="object-fit: contain; max-width: 300px; margin: auto"')
  expect(c?.attributes['data-background-size']).toBe('auto 90%')
})

test('[DT7] header, footer and number of a page are not its title', async () => {
  const deck = await compile(
    '![bg](a.png)\n\n---\n\nWords',
    'paginate: true\nheader: H ![w:9](b.png)\nfooter: F\n',
  )
  expect(deck.outline.map(({ title }) => title)).toEqual(['Slide 1', 'Words'])
  expect(deck.public[0]?.html).toContain('style="width: 9px"')
})
