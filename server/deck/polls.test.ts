/** Tests for polls in decks: syntax, ids, steps, links, pictures, warnings. */
import { expect, test } from 'vitest'
import type { Deck } from '../../protocol/deck.ts'
import { pollsOf } from '../../protocol/features/poll-deck.ts'
import { parseDeck } from './parse.ts'
import { renderSlides } from './render.ts'

const compile = (text: string, files: string[] = []): Promise<Deck> =>
  parseDeck({
    id: 'my-deck',
    file: 'deck.md',
    text,
    assets: { exists: (path) => files.includes(path), read: (path) => (files.includes(path) ? 'x' : null) },
  })
const told = (deck: Deck): string[] => deck.warnings.map((w) => `${w.line} ${w.message}`)

test('[O9] a poll has a question, options, and attributes in braces', async () => {
  const deck = await compile(
    '# Us\n\n::: poll {#lang .big kind=multiple most=2 results=hidden from="not at all"}\nWhich *languages*?\n\n- Go\n- `Rust`\n- C++\n:::\n\nText after.',
  )
  expect(told(deck)).toEqual([])
  expect(pollsOf(deck.outline)).toEqual([
    {
      id: 'lang',
      asked: {
        kind: 'multiple',
        question: 'Which languages?',
        options: ['Go', 'Rust', 'C++'],
        results: 'hidden',
        most: 2,
      },
      slide: deck.outline[0],
    },
  ])
  const html = renderSlides(deck.public)
  expect(html).toContain('<live-poll id="lang"')
  expect(html).toContain('class="big"')
  expect(html).toContain('<p>Text after.</p>')
})

test('[O9] braces are attributes of live elements only, and hostile values stay values', async () => {
  const deck = await compile(
    '# A\n\n::: columns {.wide}\nx\n:::\n\n::: poll {kind=yesno question="a>b&c<i onload=1>"}\n:::',
  )
  expect(told(deck)).toEqual([expect.stringContaining('fence of another dialect')])
  expect(pollsOf(deck.outline)[0]?.asked.question).toBe('a>b&c<i onload=1>')
  expect(renderSlides(deck.public)).not.toContain('<i ')
})

test('[O9] without an id the question identifies a poll, and without a question the title is its question', async () => {
  const deck = await compile(
    '## Who polls?\n\n::: poll {kind=yesno}\n:::\n\n---\n\n# B\n\n::: poll\nTabs or spaces?\n\n- Tabs\n- Spaces\n:::',
  )
  expect(pollsOf(deck.outline).map(({ id, asked }) => [id, asked.question])).toEqual([
    ['who-polls', 'Who polls?'],
    ['tabs-or-spaces', 'Tabs or spaces?'],
  ])
})

test('[O9] two polls never have the same id', async () => {
  const poll = '::: poll {#same kind=yesno}\nReally?\n:::'
  const deck = await compile(`# A\n\n${poll}\n\n---\n\n# B\n\n${poll}`)
  expect(pollsOf(deck.outline).map(({ id }) => id)).toEqual(['same', 'same-2'])
  expect(told(deck)).toEqual(['11 Another poll has the id “same”; this one is “same-2”.'])
})

test('[O6] steps are added after the other fragments of the slide, three with hidden results and two with live ones', async () => {
  const deck = await compile(
    '# A\n\n- one <!-- .element: class="fragment" -->\n\n::: poll {#p kind=yesno steps}\nReady?\n:::\n\n---\n\n# B\n\n::: poll {#q kind=yesno steps results=live}\nReady?\n:::\n\nlast <!-- .element: class="fragment" -->',
  )
  const steps = deck.outline.map(({ steps: count, elements = [] }) => [
    count,
    elements[0]?.attributes['data-steps'],
  ])
  expect(steps).toEqual([
    [4, '1 2 3'],
    [3, '0 1'],
  ])
  expect(pollsOf(deck.outline).map(({ asked }) => asked.results)).toEqual(['hidden', 'live'])
})

test('[O7] the options of a path are links to slides, and an unknown slide is a warning', async () => {
  const path = (to: string): string =>
    `# Choose\n\n::: poll {#way kind=path}\nWhich way?\n\n- [The short way](#/short)\n- [The long way](#/${to})\n:::\n\n---\n\n<!-- .slide: id="short" -->\n# Short\n\n---\n\n# Long`
  const deck = await compile(path('long'))
  expect(told(deck)).toEqual([])
  expect(pollsOf(deck.outline)[0]?.asked).toMatchObject({
    options: ['The short way', 'The long way'],
    targets: ['short', 'long'],
  })
  expect(told(await compile(path('nowhere')))).toEqual([
    '7 A poll leads to the slide “nowhere”, which the deck does not have.',
  ])
})

test('[O9] a place is clicked on a picture of the deck', async () => {
  const deck = await compile('# A\n\n::: poll {kind=place}\nWhere?\n\n![A map](map.png)\n:::', ['map.png'])
  expect(told(deck)).toEqual([])
  expect(pollsOf(deck.outline)[0]?.asked).toMatchObject({
    picture: 'map.png',
    alt: 'A map',
    question: 'Where?',
  })
})

test.each([
  ['{kind=guess}\nWhich?', '3 This poll cannot be used: the kind “guess” is unknown'],
  ['{#p}\nWhich?\n\n- One', '3 This poll cannot be used: the kind “single” needs at least two options.'],
  ['{#p kind=place}\nWhere?', '3 This poll cannot be used: the kind “place” needs a picture.'],
  ['{#p kind=estimate min=9 max=3}\nHow many?', '3 This poll cannot be used: “min” must be less than “max”.'],
])('[O9] a mistake is a warning with its line, and the still is shown: %s', async (poll, words) => {
  const deck = await compile(`# A\n\n::: poll ${poll}\n:::`)
  expect(told(deck)).toEqual([expect.stringContaining(words)])
  expect(pollsOf(deck.outline)).toEqual([])
  expect(renderSlides(deck.public)).toContain('<live-poll')
})
