import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Deck } from '../../../protocol/deck.ts'
import { temporaryFolder } from '../../../tests/support/server.ts'
import { encryptedPdf, writePdf } from '../../../tests/support/pdf.ts'
import { findDecks, loadDeck } from '../load.ts'

async function load(pdf: Buffer, beside?: string): Promise<Deck> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'talk.pdf'), pdf)
  if (beside !== undefined) await writeFile(join(folder, 'talk.md'), beside)
  const [source] = await findDecks(folder)
  return loadDeck(source!)
}

const PAGES = [
  {
    lines: [['Hello', 40]] as [string, number][],
    notes: ['From the file'],
    links: [{ to: 2, rect: [0, 0, 96, 54] as [number, number, number, number] }],
  },
  {
    lines: [
      ['World <b>', 40],
      ['& all', 20],
    ] as [string, number][],
    notes: ['Also from the file'],
  },
]

test('[J1] each page is a slide with its picture, its text and its links', async () => {
  const { outline, public: slides, warnings, title, language, files, settings } = await load(writePdf(PAGES))
  expect(warnings).toEqual([])
  expect(outline).toMatchObject([
    { id: 'page-hello', h: 0, title: 'Hello' },
    { id: 'page-world-b', h: 1, title: 'World <b>' },
  ])
  expect({ title, language }).toEqual({ title: 'Hello', language: 'en' })
  expect(settings).toMatchObject({ width: 1280, height: 720, transition: 'none' })
  const names = Object.keys(files)
  expect(names).toHaveLength(2)
  expect(names[0]).toMatch(/^page-[0-9a-f]{16}-1\.webp$/)
  expect(slides[0]?.html).toContain(`<img data-src="${names[0]}"`)
  expect(slides[0]?.html).toContain(
    '<a href="#/page-world-b" style="left: 0%; top: 90%; width: 10%; height: 10%"',
  )
  expect(slides[1]?.html).toContain('<h2>World &lt;b&gt;</h2><p>&amp; all</p>')
})

test('[J4] the file beside it has the front matter, notes by page, and slides between pages', async () => {
  const { outline, notes, title, durationMinutes, language, warnings } = await load(
    writePdf(PAGES, { info: '/Title (Of the file)', catalogue: '/Lang (de)' }),
    `---
title: Mine
duration: 20m
---

# 1

Note: Say *this*.

# after 1

## Raise a hand

<live-hand>Who?</live-hand>

Note: of the slide

---

## Second

# after 0

## Before

# 9

lost
`,
  )
  expect({ title, durationMinutes, language }).toEqual({ title: 'Mine', durationMinutes: 20, language: 'de' })
  expect(outline.map((slide) => slide.title)).toEqual([
    'Before',
    'Hello',
    'Raise a hand',
    'Second',
    'World <b>',
  ])
  expect(outline[2]?.elements).toMatchObject([{ name: 'live-hand', text: 'Who?' }])
  expect(notes).toEqual({
    'page-hello': '<p>Say <em>this</em>.</p>',
    'raise-a-hand': '<p>of the slide</p>',
    'page-world-b': '<p>Also from the file</p>',
  })
  expect(warnings).toEqual([
    { file: 'talk.md', line: 26, message: 'talk.pdf has no page 9: this section is ignored.' },
  ])
})

test('[J5] a Markdown file with the name of a PDF belongs to it', async () => {
  const folder = await temporaryFolder()
  for (const name of ['a.pdf', 'a.md', 'b.md', 'c.PDF']) await writeFile(join(folder, name), writePdf([{}]))
  const found = await findDecks(folder)
  expect(found.map(({ id, entry }) => [id, entry.slice(folder.length + 1)])).toEqual([
    ['a', 'a.pdf'],
    ['b', 'b.md'],
    ['c', 'c.PDF'],
  ])
  expect(await findDecks(join(folder, 'a.md'))).toMatchObject([{ entry: join(folder, 'a.md') }])
})

test('[J8] a file that cannot be a deck gives one slide, and one error with the name and the reason', async () => {
  const { errors, outline } = await load(encryptedPdf())
  expect(outline).toHaveLength(1)
  expect(errors.map(({ message }) => message)).toEqual([
    'talk.pdf is encrypted: export it without a password.',
  ])
})

test('[J6] the deck keeps the content that it was made from', async () => {
  const bytes = writePdf(PAGES)
  const { pdf, version } = await load(bytes)
  expect(Buffer.from(pdf!.bytes)).toEqual(bytes)
  expect(pdf).toMatchObject({ pages: 2 })
  const edited = await load(writePdf([...PAGES, {}]))
  expect(edited.version).not.toBe(version)
})
