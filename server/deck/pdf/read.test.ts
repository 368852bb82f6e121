import { expect, test } from 'vitest'
import { bombPdf, encryptedPdf, writePdf } from '../../../tests/support/pdf.ts'
import { readPdf, MOST_PAGES, type Pdf } from './read.ts'

const read = (bytes: Uint8Array): Promise<Pdf> => readPdf(bytes, () => {})

test('[J1] the title of a page is its largest line with the lines that continue it', async () => {
  const lines: [string, number][] = [
    ['A small line above', 12],
    ['A long title', 40],
    ['on two lines', 40],
    ['One point (with brackets)', 20],
    ['Another point', 20],
  ]
  const { pages } = await read(writePdf([{ lines }, {}]))
  expect(pages[0]).toMatchObject({
    width: 960,
    height: 540,
    title: 'A long title on two lines',
    before: ['A small line above'],
    after: ['One point (with brackets)', 'Another point'],
  })
  expect(pages[1]).toMatchObject({ title: '', before: [], after: [] })
})

test('[J2] links lead to addresses and pages; those to programs and to missing pages do not exist', async () => {
  const rect: [number, number, number, number] = [96, 270, 480, 540]
  const links = ['https://example.org/a?b=c', 2, 'javascript:alert(1)', 'file:///etc/passwd', 7].map(
    (to) => ({
      to,
      rect,
    }),
  )
  const { pages } = await read(writePdf([{ links }, {}]))
  const place = { left: 10, top: 0, width: 40, height: 50 }
  expect(pages[0]?.links).toEqual([
    { to: 'https://example.org/a?b=c', text: '', ...place },
    { to: 2, text: '', ...place },
  ])
})

test('[J3] notes are the text annotations; title, author and language come from the metadata', async () => {
  const pdf = await read(
    writePdf([{ notes: ['Say hello', 'Wait'] }, {}], {
      info: '/Title (A talk) /Author (Ada)',
      catalogue: '/Lang (de-CH)',
    }),
  )
  expect(pdf.pages.map(({ notes }) => notes)).toEqual([['Say hello', 'Wait'], []])
  expect(pdf).toMatchObject({ title: 'A talk', author: 'Ada', language: 'de-CH' })
  const poor = await read(
    writePdf([{}], { info: '/Title (Microsoft PowerPoint - talk.pptx)', catalogue: '/Lang (no language)' }),
  )
  expect(poor).toMatchObject({ title: '', language: '' })
})

test('[J8] a file that cannot be a deck is refused with its reason', async () => {
  const broken = writePdf([{}]).subarray(0, 200)
  await expect(read(Buffer.from(''))).rejects.toThrow('is empty')
  await expect(read(Buffer.from('Dear reader'))).rejects.toThrow('is not a PDF, or it is damaged')
  await expect(read(broken)).rejects.toThrow(/^(is not a PDF, or it is damaged|is damaged on page 1)$/)
  await expect(read(encryptedPdf())).rejects.toThrow('is encrypted: export it without a password')
  const pages = Array.from({ length: 1000 }, () => ({}))
  await expect(read(writePdf(pages))).rejects.toThrow(`has 1000 pages, and a deck has at most ${MOST_PAGES}`)
})

test('[J8] scripts inside a file are not run, and its pages are read', async () => {
  const script = '<< /S /JavaScript /JS (app.alert(1); while (true) {}) >>'
  const { pages } = await read(
    writePdf([{ lines: [['Page', 20]] }], {
      catalogue: `/OpenAction ${script} /AA << /WC ${script} >>`,
    }),
  )
  expect(pages.map(({ title }) => title)).toEqual(['Page'])
  expect(bombPdf().length).toBeLessThan(10_000)
})
