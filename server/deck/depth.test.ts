/** Tests for depth.ts: no text brings the compiler near the end of its stack. */
import { expect, test } from 'vitest'
import { parseDeck } from './parse.ts'

const assets = { exists: () => true, read: () => null }
const compile = (text: string, file = 'deck.md') => parseDeck({ id: 'deck', file, text, assets })
const DEEP = 20_000

test.each([
  ['elements', '<div>'.repeat(DEEP)],
  ['quotes', '>'.repeat(DEEP)],
  ['lists', '- '.repeat(DEEP)],
  ['lists in quotes', '1. > '.repeat(DEEP)],
  ['footnotes', '[^a]: '.repeat(DEEP)],
  ['emphasis', `${'_a **b '.repeat(300)}x${' b** a_'.repeat(300)}`],
])('[D59] a slide with deeply nested %s is an error slide, and the others are shown', async (_, text) => {
  const deck = await compile(`# A\n\n---\n\n${text}x\n\n---\n\n# C`)
  const message = 'This slide cannot be shown: its content is nested too deeply.'
  expect(deck.errors).toEqual([{ file: 'deck.md', line: 4, message }])
  expect(deck.outline.map(({ title }) => title)).toEqual(['A', 'One moment, please', 'C'])
})

test('[D59] what people write is not too deep', async () => {
  const list = Array.from({ length: 20 }, (_, i) => `${'  '.repeat(i)}- item ${i}`).join('\n')
  const boxes = `${'<div>'.repeat(400)}x${'</div>'.repeat(400)}`
  const deck = await compile(
    `${list}\n\n${'>'.repeat(20)} quote\n\n${boxes}\n\n$${'{'.repeat(20)}x${'}'.repeat(20)}$`,
  )
  expect(deck.warnings).toEqual([])
})

test('[D59] a page with too many levels is an error of the deck', async () => {
  const page = `<div class="slides"><section>${'<div>'.repeat(DEEP)}`
  const { errors } = await compile(page, 'index.html')
  expect(errors).toMatchObject([{ message: 'This slide cannot be shown: its content is nested too deeply.' }])
})

test('[D59] front matter, formulas and style sheets that are nested too deeply are ignored with a warning', async () => {
  const deck = await compile(
    `---\ntitle: ${'['.repeat(DEEP)}\nfiles:\n  ${'- '.repeat(DEEP)}\nauthor: Ada\n---\n# A $${'\\sqrt'.repeat(1900)} x$\n\n<style>${'a{'.repeat(DEEP)}</style>`,
  )
  expect(deck.author).toBe('Ada')
  expect(deck.warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '2: “title” in the front matter cannot be read, so its default is used: it is nested too deeply.',
    '3: “files” in the front matter cannot be read, so its default is used: it is nested too deeply.',
    '7: This formula cannot be read: it is nested too deeply.',
    '9: The style sheet is ignored: it is nested too deeply.',
  ])
})

test('[D59] directives of Marp that are nested too deeply are notes', async () => {
  const deck = await compile(`---\nmarp: true\n---\n# A\n\n<!-- class: ${'['.repeat(DEEP)} -->`)
  expect(deck.errors).toEqual([])
  expect(Object.values(deck.notes).join()).toContain('class: [[[')
})
