/**
 * From a tap on the phone to the changed slide on an audience page, in real Chromium, with the durable log; compared,
 * in alternating rounds, with a minimal Socket.IO broadcast in memory.
 */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { Server } from 'socket.io'
import { BOUNCE_MS } from '../presenter/taps/taps.ts'
import { findChromium } from '../tests/support/find-chromium.ts'
import { freePort, spawnProgram } from '../tests/support/program.ts'
import { median, report, QUICK } from './support.ts'

const ROUNDS = QUICK ? 1 : 5
const TAPS = QUICK ? 10 : 20
const KEY = 'a-key-for-this-bench-only'

/** Both pages record times on the same clock: the tap, and the frame after the change. */
const NOTE_TAP = `addEventListener('pointerdown', () => { globalThis.tappedAt = performance.timeOrigin + performance.now() }, true)`
const NOTE_PAINT = `new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
  globalThis.paintedAt = performance.timeOrigin + performance.now()
}))).observe(document.querySelector('.slides'), { subtree: true, attributes: true, attributeFilter: ['class'] })`

interface Pair {
  phone: Page
  audience: Page
  tap: () => Promise<void>
  close: () => Promise<void>
}

async function measure({ phone, audience, tap }: Pair): Promise<number> {
  await audience.evaluate('globalThis.paintedAt = undefined')
  await tap()
  // A function, not a string, because our policy forbids evaluating strings.
  const painted = await audience.waitForFunction(() => (globalThis as { paintedAt?: number }).paintedAt)
  const paintedAt = await painted.jsonValue()
  // As slow as a thumb: the phone treats anything faster as a bounce.
  await phone.waitForTimeout(BOUNCE_MS)
  return Number(paintedAt) - Number(await phone.evaluate('globalThis.tappedAt'))
}

async function lectern(browser: Browser): Promise<Pair> {
  const data = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  const port = await freePort()
  const program = await spawnProgram('slides/sockets-and-lies', port, '--data', data, '--key', KEY)
  const phone = await (
    await browser.newContext({ hasTouch: true, viewport: { width: 390, height: 844 } })
  ).newPage()
  const audience = await (
    await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  ).newPage()
  await audience.goto(`${program.url}/sockets-and-lies/`)
  await audience.waitForSelector('.reveal.ready')
  await phone.goto(`${program.url}/sockets-and-lies/presenter#key=${KEY}`)
  const next = phone.getByRole('button', { name: /^Next/ }).first()
  await next.waitFor()
  await phone.evaluate(NOTE_TAP)
  await audience.evaluate(NOTE_PAINT)
  return {
    phone,
    audience,
    tap: () => next.tap(),
    async close() {
      program.child.kill()
      await once(program.child, 'exit')
      await rm(data, { recursive: true })
    },
  }
}

/** The same reveal.js and the same number of slides; each tap sends an event to everybody. */
async function bare(browser: Browser): Promise<Pair> {
  const reveal = await readFile('node_modules/reveal.js/dist/reveal.mjs', 'utf8')
  const css = await readFile('node_modules/reveal.js/dist/reveal.css', 'utf8')
  const slides = Array.from({ length: 39 }, (_, i) => `<section><h1>${i}</h1></section>`).join('')
  const files: Record<string, [type: string, body: string]> = {
    '/': [
      'text/html',
      `<!doctype html><link rel=stylesheet href=/reveal.css><div class=reveal><div class=slides>${slides}</div></div>
      <script src=/socket.io/socket.io.js></script><script type=module>
      import Reveal from '/reveal.mjs'
      const deck = new Reveal(document.querySelector('.reveal'), { transition: 'none' })
      await deck.initialize()
      io().on('go', (h) => deck.slide(h, 0, -1))</script>`,
    ],
    '/phone': [
      'text/html',
      `<!doctype html><button style="width:100%;height:400px">Next</button><script src=/socket.io/socket.io.js></script>
      <script>const socket = io(); let h = 0
      document.querySelector('button').onpointerup = () => socket.emit('go', ++h)</script>`,
    ],
    '/reveal.mjs': ['text/javascript', reveal],
    '/reveal.css': ['text/css', css],
  }
  const http = createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? ['text/plain', '']
    response.setHeader('content-type', type).end(body)
  })
  const io = new Server(http)
  io.on('connection', (socket) => socket.on('go', (h: number) => io.emit('go', h)))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const phone = await (
    await browser.newContext({ hasTouch: true, viewport: { width: 390, height: 844 } })
  ).newPage()
  const audience = await (
    await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  ).newPage()
  await audience.goto(url)
  await audience.waitForSelector('.reveal.ready')
  await phone.goto(`${url}/phone`)
  await phone.evaluate(NOTE_TAP)
  await audience.evaluate(NOTE_PAINT)
  return {
    phone,
    audience,
    tap: () => phone.getByRole('button').tap(),
    close: () => io.close(),
  }
}

async function round(browser: Browser, open: (browser: Browser) => Promise<Pair>): Promise<number[]> {
  const pair = await open(browser)
  const times: number[] = []
  // The first taps warm up both sides.
  for (let i = 0; i < TAPS + 5; i++) times.push(await measure(pair))
  await Promise.all([pair.phone.context().close(), pair.audience.context().close()])
  await pair.close()
  return times.slice(5)
}

const executablePath = findChromium()
if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH.')
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const ours: number[] = []
const theirs: number[] = []
for (let i = 0; i < ROUNDS; i++) {
  ours.push(...(await round(browser, lectern)))
  theirs.push(...(await round(browser, bare)))
}
await browser.close()
await report('tap-to-paint', [
  { name: 'Lectern, SQLite log, ack after the write: median', value: median(ours), unit: 'ms' },
  { name: 'bare in-memory Socket.IO broadcast: median', value: median(theirs), unit: 'ms' },
  {
    name: 'difference of the medians',
    value: median(ours) - median(theirs),
    unit: 'ms',
    limit: { most: 25 },
  },
  { name: 'ratio', value: median(ours) / median(theirs), unit: '×' },
])
