/** Tests for lost.ts and for blocks of other dialects: warnings about lost content, on whole decks. */
import { expect, test } from 'vitest'
import { ELEMENTS } from '../../demos/registry.ts'
import { LIVE_NAMES } from '../../protocol/live-names.ts'
import type { Deck } from '../../protocol/deck.ts'
import { parseDeck } from './parse.ts'
import { renderSlides } from './render.ts'

const compile = (text: string, files: string[] = [], file = 'deck.md'): Promise<Deck> =>
  parseDeck({ id: 'deck', file, text, assets: { exists: (path) => files.includes(path), read: () => null } })
const told = async (...given: Parameters<typeof compile>): Promise<string[]> =>
  (await compile(...given)).warnings.map(({ line, message }) => `${line}: ${message}`)

test('[D28] warns that diagrams drawn by scripts are missing, and Mermaid diagrams that are not drawn, with a count', async () => {
  const fence = '```mermaid\ngantt\n```'
  expect(await told(`# A\n\n${fence}\n\n---\n\n${fence}\n\n<canvas data-chart="bar"></canvas>`)).toEqual([
    '3: 2 Mermaid diagrams are not drawn: their text is shown. Put pictures in their place.',
    '13: A diagram is missing: this chart would be drawn by a script. Put a picture in its place.',
  ])
})

test('[D28] warns once about an element that neither Lectern nor the deck defines', async () => {
  const text = '::: ping\n:::\n\n::: own\n:::\n\n::: tip\nA\n:::\n\n::: tip\nB\n:::'
  expect(await told(text, ['elements/live-own.js'])).toEqual([
    '7: 2 elements <live-tip> are unknown: neither Lectern nor elements/live-tip.js defines it; its content is shown.',
  ])
})

test('[D28] the compiler knows the elements that the pages load', () => {
  expect(Object.keys(ELEMENTS).toSorted()).toEqual([...LIVE_NAMES].toSorted())
})

test('[D28] removes blocks of other dialects, shows their content and warns', async () => {
  const deck = await compile(
    '# A\n\n:::: {.columns}\n\n::: {.column}\n**one**\n:::\n\n::: block {#b}\ntwo\n:::\n\n::::',
  )
  const html = renderSlides(deck.public)
  expect(html).not.toContain(':::')
  expect(html).toContain('<strong>one</strong>')
  expect(html).toContain('<p>two</p>')
  expect(deck.warnings).toEqual([
    {
      file: 'deck.md',
      line: 3,
      message:
        '3 fences of another dialect are ignored (:::: {.columns}, ::: {.column}, ::: block {#b}): “:::” creates live elements here; the content is shown without its box.',
    },
  ])
})

test("[D4] treats Pandoc's notes as notes, which the audience does not get", async () => {
  const deck = await compile('# A\n\n::: notes\nSECRET\n:::\n\n---\n\n# B\n\n::: {.notes}\nSECRET\n:::')
  expect(renderSlides(deck.public)).not.toContain('SECRET')
  expect(deck.notes).toEqual({ a: '<p>SECRET</p>', b: '<p>SECRET</p>' })
})

test('[D28] warns about links to files that are not served, but not about links to pages and talks', async () => {
  const links =
    '[a](a.zip) [b](code.py) [c](../other/) [d](/tour/) [e](stage) [f](b.pdf) [g](https://x.test/z.zip)'
  expect(await told(links, ['a.zip', 'code.py', 'b.pdf'])).toEqual([
    '1: 2 links lead to files that are not served: a.zip, code.py.',
  ])
})

test('[D28] warns of a deck that is one slide because headings start the slides of its program', async () => {
  const headings = '# A\n\na\n\n##\n\nb\n\n## C\n\n### D\n\n'
  expect(await told(`---\ntitle: T\n---\n${headings}# E\n\n\`\`\`sh\n# f\n\`\`\``)).toEqual([
    '1: The deck is one slide with 4 headings: “---” on a line of its own starts the next slide. Of a deck of Pandoc or Quarto, present the HTML that they write.',
  ])
  expect(await told(headings)).toEqual([])
  expect(await told(`${headings}\n---\n\n${headings}`)).toEqual([])
})
