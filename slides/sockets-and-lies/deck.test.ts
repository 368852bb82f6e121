/** Holds the talk to its outline, and runs the code that its slides show. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Writable } from 'node:stream'
import { createContext, Script } from 'node:vm'
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as ws from 'ws'
import { findDecks, loadDeck } from '../../server/deck/load.ts'
import { renderSlides } from '../../server/deck/render.ts'

/** The parts of ws that its types leave out. */
interface WsParts {
  Receiver: new (options: { isServer: boolean }) => Writable
  Sender: { frame(body: Buffer, options: object): Buffer[] }
}
const { Receiver, Sender } = ws as unknown as WsParts

const here = fileURLToPath(new URL('.', import.meta.url))

const TITLES = [
  'Sockets and Lies',
  'Me',
  'Why Websockets',
  'Push for Real',
  'Life Before the New Hotness',
  'Life After',
  'How do websockets work?',
  'HTTP Request Primer',
  'HTTP Response Primer',
  'Websockets != HTTP',
  'Websocket Initial Request',
  'It looks like normal HTTP, but...',
  'Server Response',
  'Handshake Details',
  'Upgrade Successful',
  'ws:// and wss://',
  '(Simple) Messaging Overview',
  'WebSocket Frame (Simplified)',
  "Let's See Some Code",
  '...After More Talking',
  'Traditional HTTP Cycle',
  'WebSocket Cycle',
  'So We Need Alternatives',
  'Gevent – "blocking" style',
  'Tornado – "callback" style',
  'Psy – Gangnam Style',
  'Chat Demo',
  'Half-Duplex',
  'Half-Duplex',
  'Twitter Demo',
  'Full-Duplex',
  'Message Queue Architecture',
  'Tornado Demo',
  'Caveat Central',
  'Production Notes',
  'Matrix of Despair',
  'Fallback Options',
  "You Don't Have to Go It Alone",
  'Questions?',
]
/** By the slide's number; all others have none. */
const STEPS: Record<number, number> = { 2: 3, 12: 4, 14: 4, 16: 2, 39: 2 }

const [source] = await findDecks(here)
if (!source) throw new Error('The talk has no deck.')
const deck = await loadDeck(source)
const markdown = await readFile(source.entry, 'utf8')

/** The code blocks of one language on one slide, or on all. */
function samples(language: string, slide?: number): string[] {
  const slides = markdown.split('\n---\n').slice(1)
  const text = slide === undefined ? markdown : (slides[slide - 1] ?? '')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    (found) => found[1] ?? '',
  )
}

/** Runs a slide's JavaScript with what every browser has, and gives back a function that it declares. */
function declared(code: string, name: string): unknown {
  const browser = createContext({ TextEncoder, Uint8Array, crypto, btoa, String })
  return new Script(`${code}\n;${name}`).runInContext(browser)
}

describe('the talk', () => {
  it('[X1] has the slides of its outline, in order', () => {
    expect(deck.outline.map((slide) => slide.title)).toEqual(TITLES)
    expect(deck.outline.map((slide) => slide.h)).toEqual(TITLES.map((_, i) => i))
  })

  it('[X2] has the steps of its outline', () => {
    const steps = Object.fromEntries(deck.outline.filter((s) => s.steps > 0).map((s) => [s.h + 1, s.steps]))
    expect(steps).toEqual(STEPS)
  })

  it('[X3] gives its speaker notes on every slide, and the length', () => {
    for (const slide of deck.outline) expect(deck.notes[slide.id]?.length, slide.title).toBeGreaterThan(60)
    expect(deck.durationMinutes).toBe(40)
  })

  it('[X4] compiles without a warning', () => {
    expect(deck.warnings).toEqual([])
  })

  it('[X5] fits into 12 KB of compressed HTML', () => {
    expect(brotliCompressSync(renderSlides(deck.public)).length).toBeLessThanOrEqual(12 * 1024)
  })
})

describe('the code on the slides', () => {
  it("[X6] slide 14 computes the accept value of the standard's example", async () => {
    const [code = ''] = samples('js', 14)
    const accept = declared(code, 'accept') as (key: string) => Promise<string>
    expect(await accept('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  })

  it('[X6] slide 14 names the values on the way from the key to the accept header', () => {
    const html = deck.public[13]?.html ?? ''
    for (const value of ['b37a4f2cc0624f1690f64606cf385945b2bec4ea', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']) {
      expect(html).toContain(value)
    }
  })

  const [code18 = ''] = samples('js', 18)
  const frame = declared(code18, 'frame') as (text: string) => Uint8Array

  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    '[X7] slide 18 makes the frame of the standard for %i bytes',
    (size) => {
      const text = 'Lies! 🔌'.repeat(Math.ceil(size / 7)).slice(0, size)
      const bytes = Buffer.from(frame(text))
      const body = Buffer.from(text)
      const keyAt = bytes.length - body.length - 4
      const key = bytes.subarray(keyAt, keyAt + 4)
      const options = { fin: true, opcode: 1, mask: true, rsv1: false, readOnly: true }
      const generateMask = (mask: Buffer): void => void key.copy(mask)
      const expected = Sender.frame(body, { ...options, generateMask })
      expect(bytes.equals(Buffer.concat(expected))).toBe(true)
    },
  )

  it('[X7] slide 18 is understood by a server', async () => {
    const receiver = new Receiver({ isServer: true })
    const heard = new Promise<Buffer>((resolve) => receiver.once('message', resolve))
    receiver.write(Buffer.from(frame('Sockets and Lies – ünmasked')))
    expect((await heard).toString()).toBe('Sockets and Lies – ünmasked')
  })

  it('[X8] every JavaScript sample is JavaScript', () => {
    for (const code of samples('js')) expect(() => new Script(code), code).not.toThrow()
  })
})
