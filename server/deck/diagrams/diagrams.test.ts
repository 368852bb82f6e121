/** Tests for charts and Mermaid diagrams, on whole decks. */
import { expect, test } from 'vitest'
import type { Deck } from '../../../protocol/deck.ts'
import { parseDeck } from '../parse.ts'
import { dataOf, numberIn, ticksFor } from './chart-data.ts'
import { flowchart } from './flowchart-source.ts'
import { safeSvg } from './safe-svg.ts'
import { innerHtml, createElement, elements, parseHtml, type Element } from '../dom.ts'

const compile = (text: string, file = 'deck.md'): Promise<Deck> =>
  parseDeck({ id: 'deck', file, text, assets: { exists: () => false, read: () => null } })
const html = async (text: string, file?: string): Promise<string> =>
  (await compile(text, file)).public[0]?.html ?? ''
const told = async (text: string): Promise<string[]> =>
  (await compile(text)).warnings.map(({ message }) => message)
const table = (rows: string): string => `| Bread | Share |\n|---|---|\n${rows}`
const mermaid = (text: string): string => `# A\n\n\`\`\`mermaid\n${text}\n\`\`\``

test.each([
  ['after it', `${table('| Rye | 1 |')}\n\n{chart=bar}`],
  ['before it', `{chart=bar}\n\n${table('| Rye | 1 |')}`],
  ['in its last line', `${table('| Rye | 1 |')}\n{chart=bar}`],
  ['in a comment', `${table('| Rye | 1 |')}\n\n<!-- .element: data-chart="bar" -->`],
])('[DT8] a table is a chart with a mark %s, and stays for screen readers', async (_where, text) => {
  const shown = await html(`# A\n\n${text}`)
  expect(shown).toMatch(
    /^<h1>A<\/h1>\s*<figure class="chart"><svg class="wide"[^>]* role="img" aria-label="Bar chart: Share">/,
  )
  expect(shown).toContain('<td>Rye</td>')
  expect(shown).not.toContain('{chart')
})

test('[DT8] bars, lines and pies have title and unit, and the steps of the table', async () => {
  const marks = ['{chart=bar unit="%"}', '{chart=line title="Over time"}', '{chart=pie}']
  const [bar, line, pie] = await Promise.all(
    marks.map((mark) => html(`# A\n\n${table('| Rye | 60 |\n| Wheat | 40 |')}\n${mark}`)),
  )
  expect(bar).toContain('60%')
  expect(line).toContain('aria-label="Line chart: Over time"')
  expect(line).toContain('<polyline class="series"')
  expect(pie).toContain('60 %')
  const stepped = await compile(
    '# A\n\n<table class="fragment" data-chart="pie"><tr><th>a<th>b<tr><td>c<td>1</table>',
  )
  expect(stepped.outline[0]?.steps).toBe(1)
  expect(stepped.css).toContain('.chart')
})

test('[DT8] texts of a table are text in the drawing', async () => {
  const shown = await html(`# A\n\n${table('| \\<b\\>&"x | 1 |')}\n{chart=bar}`)
  expect(shown).toContain('&lt;b&gt;&amp;"x</text>')
})

test.each([
  [
    '{chart=bubble}',
    '| Rye | 1 |',
    'There is no chart “bubble”: it is bar, line or pie. The table is shown.',
  ],
  [
    '{chart=bar}',
    '| Rye | lots |',
    'This table cannot be drawn as a chart: a value of “Share” is not a number. The table is shown.',
  ],
  [
    '{chart=bar}',
    '| Rye | 1 |\n'.repeat(41).trim(),
    'This table cannot be drawn as a chart: it has more than 40 rows. The table is shown.',
  ],
])('[DT8] %s of a table that is none is one line', async (mark, rows, message) => {
  const text = `# A\n\n${table(rows)}\n\n${mark}`
  expect(await told(text)).toEqual([message])
  expect(await html(text)).toContain('<table>')
})

test('[DT8] numbers are read with their separators', () => {
  const given = [
    '1,234.5',
    '1.234,5',
    '1 234',
    '12,5 %',
    '$3',
    '-4',
    '1,234',
    '1,234,567',
    '0.5',
    "1'000",
    'x',
  ]
  expect(given.map(numberIn)).toEqual([
    1234.5,
    1234.5,
    1234,
    12.5,
    3,
    -4,
    1234,
    1_234_567,
    0.5,
    1000,
    Number.NaN,
  ])
  expect(ticksFor([0, 57])).toEqual([0, 20, 40, 60])
  expect(ticksFor([-3, 2])).toEqual([-4, -2, 0, 2])
  const [found] = elements(createElement('div', {}, parseHtml('<table><tr><th>a</table>')))
  expect(dataOf(found as Element)).toBe('it has no rows')
})

test('[DT9] a flowchart is a drawing with the theme’s colours and a text for screen readers, turned on portrait phones', async () => {
  const deck = await compile(
    mermaid('flowchart LR\n  A[Flour]-->B{Good?}\n  B-- yes -->C(Bread); B-->|no| A'),
  )
  const shown = deck.public[0]?.html ?? ''
  expect(shown).toContain('<title>Diagram: Flour → Good?, Good? → Bread (yes), Good? → Flour (no)</title>')
  expect(shown.match(/<svg/g)).toHaveLength(2)
  expect(shown).toContain('var(--_node-fill)')
  expect(shown).not.toMatch(/<style|@import|https?:|#[\da-f]{6}\b/)
  const ids = [...shown.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect([deck.warnings, deck.css.includes('.mermaid')]).toEqual([[], true])
})

test.each([
  ['sequenceDiagram\n  A->>B: Hello', 'Hello'],
  ['stateDiagram-v2\n  [*] --> Still', 'Still'],
  ['classDiagram\n  Animal <|-- Duck', 'Duck'],
  ['erDiagram\n  BAKER ||--o{ LOAF : bakes', 'LOAF'],
  ['pie title Bread\n  "Rye" : 60\n  "Wheat" : 40', 'Pie chart: Bread'],
  ['xychart-beta\n  x-axis [a, b]\n  bar [3, 4]', 'Bar chart'],
  [
    '%%{init: {"theme": "dark"}}%%\ngraph TD;\n  A-->B;\n  style A fill:#f9f\n  click A "javascript:x"',
    'A → B',
  ],
])('[DT9] %j is drawn', async (text, words) => {
  const deck = await compile(mermaid(text))
  expect(deck.warnings).toEqual([])
  expect(deck.public[0]?.html).toContain(words)
  expect(deck.public[0]?.html).toContain('<svg')
})

test.each([
  ['gantt\n  title A', 'diagrams of the kind “gantt” are not drawn here'],
  ['', 'it is empty'],
  ['graph TD\n  A-->', 'one of its arrows cannot be read'],
  [`graph TD\n${'A-->B\n'.repeat(301)}`, 'it is too large'],
  [
    `graph TD\n${'abcdefghij'.split('').join(' & ')} --> ${Array.from({ length: 40 }, (_, i) => `n${i}`).join(' & ')}`,
    'it is too large',
  ],
])('[DT9] %j is shown as its text, with one clear line', async (text, why) => {
  expect(await told(mermaid(text))).toEqual([
    `A Mermaid diagram is not drawn: ${why}. Its text is shown; put a picture of it in its place.`,
  ])
  expect(await html(mermaid(text))).toContain('<pre')
})

test('[DT9] diagrams in HTML decks are drawn, too, and do not change the look of the deck', async () => {
  const page = (inside: string): string =>
    `<div class="reveal"><div class="slides"><section>${inside}</section></div></div>`
  const deck = await compile(page('<pre class="mermaid">graph TD\nA--&gt;B</pre>'), 'index.html')
  expect(deck.public[0]?.html).toContain('<svg')
  expect(deck.theme).toBe((await compile(page('x'), 'index.html')).theme)
})

test('[DT9] arrows of all kinds are read without spaces around them', () => {
  const read = flowchart(
    'graph LR\nA-.->B\nA==>C\nA---D\nA<-->E\nA-. x .->B\nA-- x y ---B\nA["a --> b"]-->B',
  ).source
  expect(read.split('\n').slice(1)).toEqual([
    'A -.-> B',
    'A ==> C',
    'A --- D',
    'A <--> E',
    'A -.->|x| B',
    'A ---|x y| B',
    'A["a --> b"] --> B',
  ])
})

test('[DT10] nothing in a drawing runs, loads or leaves it', () => {
  const bad = safeSvg(
    '<svg viewBox="0 0 1 1" onload="x()"><script>x()</script><style>@import "//a.test"</style><foreignObject><img src="x" onerror="x()"></foreignObject><a href="javascript:x()"><text>link</text></a><image href="https://a.test/b.png"/><use href="#a"/><rect id="a" fill="url(https://a.test)" stroke="url(#b)" style="fill:red"/><animate attributeName="href" values="javascript:x()"/></svg>',
  )
  expect(bad && innerHtml(createElement('div', {}, [bad]))).toBe(
    '<svg viewBox="0 0 1 1"><rect id="a" stroke="url(#b)"></rect></svg>',
  )
  expect(safeSvg('<p>no drawing</p>')).toBeNull()
})
