/** Prints a deck into a PDF by an installed browser. */
import { mkdtemp, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { View } from '../../protocol/view.ts'
import { startChromium, type Chromium } from './chromium.ts'
import { writeSite, type SiteParts } from './site.ts'

export interface PdfOptions {
  /** The browser's program. */
  browser: string
  /** A page for each step. */
  steps: boolean
  /** The notes beside each slide. */
  notes: boolean
  /** What the stage showed at the end of the talk; empty for a deck that was not given. */
  views: Partial<View>
  /** The file to write; it is replaced when the new one is complete. */
  out: string
}

const LIMIT_MS = 60_000
const LIMIT_PER_PAGE_MS = 1000

/** Returns the number of pages that were laid out. Rejects with one line and leaves no half file. */
export async function writePdf(parts: SiteParts, options: PdfOptions): Promise<{ pages: number }> {
  const { deck } = parts
  const folder = await mkdtemp(join(tmpdir(), 'lectern-pdf-'))
  try {
    await writeSite(parts, folder, { script: 'print', notes: options.notes })
    const most = deck.outline.reduce((sum, { steps }) => sum + 1 + (options.steps ? steps : 0), 0)
    const browser = await startChromium(options.browser, LIMIT_MS + most * LIMIT_PER_PAGE_MS)
    try {
      const session = await openPage(browser, join(folder, 'index.html'))
      const notes = options.notes && deck.outline.map(({ id }) => deck.notes[id] ?? '')
      const wanted = { steps: options.steps, views: options.views, ...(notes && { notes }) }
      const pages = await layOut(browser, session, wanted)
      await print(browser, session, options.out)
      return { pages }
    } finally {
      await browser.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the id of the session with the page. */
async function openPage(browser: Chromium, file: string): Promise<string> {
  const { targetId } = await browser.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await browser.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  await browser.send('Page.enable', {}, sessionId)
  // Paper is light, whatever the colours of this computer are.
  const features = [
    { name: 'prefers-color-scheme', value: 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]
  await browser.send('Emulation.setEmulatedMedia', { features }, sessionId)
  await browser.send('Page.navigate', { url: pathToFileURL(file).href }, sessionId)
  return sessionId
}

interface Evaluated {
  result: { value?: unknown; description?: string }
  exceptionDetails?: { exception?: { description?: string }; text: string }
}

async function layOut(browser: Chromium, session: string, wanted: object): Promise<number> {
  // The script is at the end of the page, which may still be loading.
  const expression = `new Promise((resolve) => document.readyState === 'complete' ? resolve() : addEventListener('load', resolve))
    .then(() => lecternPages(${JSON.stringify(wanted)}))`
  const { result, exceptionDetails } = await browser.send<Evaluated>(
    'Runtime.evaluate',
    { expression, awaitPromise: true, returnByValue: true },
    session,
  )
  if (exceptionDetails) {
    const why = exceptionDetails.exception?.description ?? exceptionDetails.text
    throw new Error(`The pages could not be laid out: ${why.split('\n')[0]}`)
  }
  return Number(result.value)
}

async function print(browser: Chromium, session: string, out: string): Promise<void> {
  const { stream } = await browser.send<{ stream: string }>(
    'Page.printToPDF',
    {
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      transferMode: 'ReturnAsStream',
    },
    session,
  )
  const half = `${out}.part`
  try {
    const file = await open(half, 'w')
    try {
      for (let eof = false; !eof;) {
        const chunk = await browser.send<{ data: string; eof: boolean; base64Encoded: boolean }>(
          'IO.read',
          { handle: stream, size: 1024 * 1024 },
          session,
        )
        await file.write(Buffer.from(chunk.data, chunk.base64Encoded ? 'base64' : 'latin1'))
        eof = chunk.eof
      }
    } finally {
      await file.close()
    }
    await rename(half, out)
  } catch (error) {
    await rm(half, { force: true })
    throw error
  }
}
