/** Tests for quiz questions in decks: syntax, right options, explanations, ids, warnings. */
import { expect, test } from 'vitest'
import type { Deck } from '../../protocol/deck.ts'
import { quizQuestions } from '../../protocol/features/quiz-question.ts'
import { parseDeck } from './parse.ts'
import { renderSlides } from './render.ts'

const compile = (text: string, file = 'deck.md'): Promise<Deck> =>
  parseDeck({ id: 'my-deck', file, text, assets: { exists: () => false, read: () => null } })
const told = (deck: Deck): string[] => deck.warnings.map(({ line, message }) => `${line} ${message}`)

const HANDSHAKE = `# Quiz

::: quiz {#handshake seconds=30 points=500}
Which *status* ends the handshake?

- [ ] 200
- [x] \`101\`
- [ ] 426

> It switches **protocols**.
:::

Text after.`

test('[U12] a question has options, and what is right and why are in no byte of the slides', async () => {
  const deck = await compile(HANDSHAKE)
  expect(told(deck)).toEqual([])
  expect(quizQuestions(deck.outline)).toEqual([
    {
      id: 'handshake',
      text: 'Which status ends the handshake?',
      options: ['200', '101', '426'],
      right: [1],
      explanation: 'It switches protocols.',
      seconds: 30,
      points: 500,
    },
  ])
  const html = renderSlides(deck.public)
  expect(html).toContain('<live-quiz id="handshake" seconds="30" points="500">')
  expect(html).toContain('<code>101</code>')
  for (const secret of ['switches', 'checked', 'checkbox', 'private', 'blockquote'])
    expect(html).not.toContain(secret)
})

test('[U12] several options can be right, and the explanation can be a paragraph', async () => {
  const deck = await compile(
    '::: quiz {#both}\nWhich are real?\n\n* [x] Polling\n\n* [ ] Wishing\n\n* [X] Sockets\n\nExplanation: nobody *wishes*.\n:::',
  )
  expect(told(deck)).toEqual([])
  expect(quizQuestions(deck.outline)).toMatchObject([
    {
      text: 'Which are real?',
      options: ['Polling', 'Wishing', 'Sockets'],
      right: [0, 2],
      explanation: 'nobody wishes.',
    },
  ])
  expect(renderSlides(deck.public)).not.toMatch(/wishes|checkbox|Explanation/)
})

test('[U12] in HTML, private attributes and content do the same', async () => {
  const deck = await compile(
    `<section><live-quiz id="lie" private-right="2"><p>Which?</p><ul><li>A</li><li>B</li></ul>
     <p data-private>Because.</p></live-quiz></section>`,
    'index.html',
  )
  expect(told(deck)).toEqual([])
  expect(quizQuestions(deck.outline)).toMatchObject([{ id: 'lie', right: [1], explanation: 'Because.' }])
})

test('[U12] without an id the question identifies it, without the explanation; ids are unique', async () => {
  const quiz = (head: string): string =>
    `::: quiz${head}\nTabs or spaces?\n\n- [x] Tabs\n- [ ] Spaces\n\n> Secret.\n:::`
  const deck = await compile([quiz(''), quiz(''), quiz(' {#same}'), quiz(' {#same}')].join('\n\n---\n\n'))
  expect(quizQuestions(deck.outline).map(({ id }) => id)).toEqual([
    'tabs-or-spaces',
    'tabs-or-spaces-2',
    'same',
    'same-2',
  ])
  expect(told(deck)).toEqual(['34 Another question has the id “same”; this one is “same-2”.'])
  expect(renderSlides(deck.public)).not.toContain('ecret')
})

test.each([
  ['Which?\n\n- [ ] A\n- [ ] B', 'no option is marked as right'],
  ['Which?\n\n- A\n- B', 'no option is marked as right'],
  ['Which?', 'it needs at least 2 options'],
  ['- [x] A\n- [ ] B', 'it has no question'],
])('[U13] a question that cannot be asked is a warning with its file and line: %j', async (body, words) => {
  const deck = await compile(`# A\n\n::: quiz {#mine}\n${body}\n:::`)
  expect(deck.warnings).toEqual([
    { file: 'deck.md', line: 3, message: `This quiz question cannot be asked: ${words}.` },
  ])
  expect(quizQuestions(deck.outline)).toEqual([])
  expect(renderSlides(deck.public)).not.toMatch(/checked|checkbox/)
})

test('[U5] the version of a deck does not depend on what is right, since every browser gets it', async () => {
  const other = HANDSHAKE.replace('[ ] 200', '[x] 200').replace('[x] `101`', '[ ] `101`')
  const [a, b] = await Promise.all([compile(HANDSHAKE), compile(other)])
  expect(quizQuestions(b.outline)[0]?.right).toEqual([0])
  expect(a.version).toBe(b.version)
  expect((await compile(HANDSHAKE.replace('426', '418'))).version).not.toBe(a.version)
})
