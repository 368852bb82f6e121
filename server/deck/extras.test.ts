/** Tests for footnotes, marks, emoji codes and `----`, on whole decks. */
import { expect, test } from 'vitest'
import type { Deck } from '../../protocol/deck.ts'
import { parseDeck } from './parse.ts'
import { renderSlides } from './render.ts'

const compile = (text: string, file = 'deck.md'): Promise<Deck> =>
  parseDeck({ id: 'deck', file, text, assets: { exists: () => false, read: () => null } })
const html = async (text: string, file?: string): Promise<string> =>
  renderSlides((await compile(text, file)).public)

test('[DT1] footnotes stand on the slide that refers to them, numbered from 1 on each slide', async () => {
  const deck = await compile(
    '# A\n\nx[^a] y[^b]\n\n[^a]: One\n[^b]: *Two*\n\n---\n\n# B\n\nz[^a]\n\n[^a]: Three',
  )
  const [a, b] = deck.public.map((section) => section.html.replaceAll(/\s*\n\s*/g, ''))
  expect(a).toContain('x<sup class="footnote-ref">1</sup> y<sup class="footnote-ref">2</sup>')
  expect(a).toContain('<ol><li><p>One</p></li><li><p><em>Two</em></p></li></ol>')
  expect(b).toContain('z<sup class="footnote-ref">1</sup>')
  expect(b).toContain('<ol><li><p>Three</p></li></ol>')
  expect(deck.css).toContain('.footnotes')
})

test('[DT1] a reference without its footnote is text, and a slide that fails leaves nothing to the next one', async () => {
  const shown = await html('# A\n\nx[^a]\n\n---\n\n# B\n\n[^b]: never used\n\n---\n\n# C\n\n[^c]')
  expect(shown).toContain('x[^a]')
  expect(shown).toContain('[^c]')
  expect(shown).not.toContain('never used')
})

test.each([
  ['==old *news*==', '<mark>old <em>news</em></mark>'],
  ['a ==b== c ==d==', 'a <mark>b</mark> c <mark>d</mark>'],
  ['x == 1 and y == 2', 'x == 1 and y == 2'],
  ['a==1 or b==2', 'a==1 or b==2'],
  ['`==code==`', '<code>==code==</code>'],
  [':tada: :+1:', '🎉 👍'],
  ['10:30:45 :no-such-code:', '10:30:45 :no-such-code:'],
  ['`:tada:`', '<code>:tada:</code>'],
  ['`![a](b.png =9x9)`', '<code>![a](b.png =9x9)</code>'],
])('[DT1] %s', async (markdown, wanted) => {
  expect(await html(`# A\n\n${markdown}`)).toContain(`<p>${wanted}</p>`)
})

test('[DT1] Markdown in an HTML deck is read as reveal.js reads it', async () => {
  const page =
    '<div class="reveal"><div class="slides"><section data-markdown><script type="text/template">==a== :tada:</script></section></div></div>'
  expect(await html(page, 'index.html')).toContain('==a== :tada:')
})

test('[DT1] marks, codes and footnotes that never end do not delay a deck', async () => {
  const long = 5000
  const text = `# A\n\n${'==a '.repeat(long)}\n\n${':a'.repeat(long)}\n\n${'[^a'.repeat(long)}`
  expect((await compile(text)).errors).toEqual([])
})

const places = async (text: string): Promise<string[]> =>
  (await compile(text)).outline.map(({ h, v, title }) => `${h}.${v} ${title}`)

test('[DT2] without `--` in a deck, `----` separates vertical slides as in reveal-md', async () => {
  expect(await places('# A\n\n----\n\n# B\n\n---\n\n# C\n\n- x\n----\n\n# D')).toEqual([
    '0.0 A',
    '0.1 B',
    '1.0 C',
    '1.1 D',
  ])
})

test('[DT2] below a line of text `----` is a heading, and in a deck with `--` it is a line', async () => {
  expect(await places('A\n----\n\ntext')).toEqual(['0.0 A'])
  expect(await places('# A\n\n--\n\n# B\n\n----\n\n# C')).toEqual(['0.0 A', '0.1 B'])
  expect(await html('# A\n\n--\n\n# B\n\n----\n\nC')).toContain('<hr>')
})

test('[DT1] a picture has the size that is written after its address', async () => {
  const shown = await html(
    '# A\n\n![x](https://a.b/c.png =300x200) ![](https://a.b/d.png "T" =50%x) ![y](https://a.b/e.png)',
  )
  expect(shown).toContain('src="https://a.b/c.png" alt="x" style="width: 300px; height: 200px"')
  expect(shown).toContain('src="https://a.b/d.png" alt="" title="T" style="width: 50%"')
  expect(shown).not.toContain('=50%x')
})
