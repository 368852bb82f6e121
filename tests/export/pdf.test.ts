/** Tests an exported PDF, printed by a real browser: its pages, text, links and fonts. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import { openTalk } from '../../server/talk/talk.ts'
import { lastViews } from '../../server/export/last-views.ts'
import { writePdf, type PdfOptions } from '../../server/export/pdf.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { exportDeck } from '../support/export-deck.ts'
import { findChromium } from '../support/find-chromium.ts'
import { newIntentId } from '../support/people.ts'
import { HOST, person } from '../support/polls.ts'
import { temporaryFolder } from '../support/server.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

interface Read {
  pages: string[]
  /** The address or the page of each link, by page. */
  links: (string | number)[][]
  raw: string
}

async function read(file: string): Promise<Read> {
  const bytes = await readFile(file)
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const result: Read = { pages: [], links: [], raw: bytes.toString('latin1') }
  for (let i = 1; i <= pdf.numPages; i += 1) {
    const page = await pdf.getPage(i)
    const { items } = await page.getTextContent()
    result.pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '))
    const annotations = (await page.getAnnotations()) as { url?: string; dest?: unknown }[]
    result.links.push(await Promise.all(annotations.map(async ({ url, dest }) => url ?? pageOf(pdf, dest))))
  }
  return result
}

/** The number of the page that a link leads to, from 1. */
async function pageOf(pdf: Awaited<ReturnType<typeof getDocumentProxy>>, dest: unknown): Promise<number> {
  const [page] =
    (typeof dest === 'string' ? await pdf.getDestination(dest) : (dest as unknown[] | null)) ?? []
  return typeof page === 'object' && page !== null ? (await pdf.getPageIndex(page as never)) + 1 : 0
}

async function printed(options: Partial<PdfOptions>): Promise<Read> {
  const out = join(await temporaryFolder(), 'bread.pdf')
  const browser = findChromium()!
  const parts = await exportDeck()
  await writePdf(parts, { browser, steps: false, notes: false, views: {}, out, ...options })
  return read(out)
}

test('[I5] [I6] a PDF has a page for each slide, with its links, and the result of a poll as the stage showed it', async () => {
  const { deck } = await exportDeck()
  const log = openMemoryLog()
  const talk = await openTalk(log, deck.id, pino({ level: 'silent' }))
  const append = async (intent: DistributiveOmit<Intent, 'id'>, who: Who): Promise<void> => {
    const ack = await talk.append({ id: newIntentId(), ...intent }, who)
    if (!ack.ok) throw new Error(`Refused as ${ack.refusal.code}.`)
  }
  await append({ type: 'talk/outline', version: deck.version, slides: deck.outline }, SERVER)
  await append({ type: 'poll/open', poll: 'flour' }, HOST)
  const ballot = talk.state.poll.polls[0]?.ballot ?? 0
  for (const n of [1, 2, 3])
    await append({ type: 'poll/vote', poll: 'flour', ballot, vote: { choice: [n === 1 ? 0 : 1] } }, person(n))
  await append({ type: 'poll/close', poll: 'flour' }, HOST)
  await append({ type: 'poll/reveal', poll: 'flour' }, HOST)

  const { pages, links, raw } = await printed({
    views: (await lastViews({ log, talk: deck.id, run: null }))!,
  })
  expect(pages).toHaveLength(4)
  expect(pages[0]).toContain('Bread')
  expect(pages[1]).toMatch(/Flour.*Water/)
  expect(pages[2]).toMatch(/Rye.*33.*Spelt.*67/s)
  expect(pages[3]).toContain('Nobody knows without a server.')
  expect(links[1]).toEqual([3, 'https://example.com/mill'])
  const fonts = [...raw.matchAll(/\/FontName \/(\S+)/g)].map(([, name = '']) => name)
  expect(fonts.length).toBeGreaterThan(0)
  // The prefix of a font whose letters are in the file.
  expect(fonts.filter((name) => !/^[A-Z]{6}\+/.test(name))).toEqual([])
  expect(raw).not.toContain('file:')
  await talk.close()
})

test('[I5] [I7] with steps, each step has a page; notes are beside the slides only on request', async () => {
  const plain = await printed({ steps: true })
  expect(plain.pages).toHaveLength(6)
  expect(plain.pages[2]).toContain('Flour')
  expect(plain.pages[2]).not.toContain('Water')
  expect(plain.pages.join()).not.toContain('Bring the loaf')
  // A poll that nobody was asked shows its question.
  expect(plain.pages[4]).toMatch(/Rye.*Spelt/s)

  const noted = await printed({ notes: true })
  expect(noted.pages).toHaveLength(4)
  expect(noted.pages[0]).toContain('Bring the loaf')
  expect(noted.pages[0]).toMatch(/Bread$/)
})

test('[I8] a browser that cannot be started, or that ends, is one line', async () => {
  const out = join(await temporaryFolder(), 'bread.pdf')
  const parts = await exportDeck()
  const options = { steps: false, notes: false, views: {}, out }
  await expect(writePdf(parts, { ...options, browser: '/no/such/browser' })).rejects.toThrow(
    /^\/no\/such\/browser could not be started/,
  )
  await expect(writePdf(parts, { ...options, browser: '/bin/false' })).rejects.toThrow(/has ended/)
})
