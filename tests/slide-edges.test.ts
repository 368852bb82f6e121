/** No slide hides anything: every slide of the talk and of the tour at its last step, alive, on every size of screen. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Position } from '../protocol/features/position.ts'
import { SERVER } from '../protocol/role.ts'
import { follow } from './support/browsers.ts'
import { join, newIntentId, participantCookie } from './support/people.ts'
import { expectShown } from './support/screens.ts'
import { startServer, type TestServer } from './support/server.ts'
import { measureSlide, type SlideEdges } from './support/slide-edges.ts'

const TALKS = ['sockets-and-lies', 'tour']
/** What an element shows once it has heard from the room, by its tag and its `show`. */
const ALIVE: Record<string, string> = {
  'live-browsers': '.live-here, td b',
  'live-chat': '.chat-item',
  'live-cycle': '.cycle-server',
  'live-duplex': '.live-panel',
  'live-frame': '.frame-bits .field',
  'live-handshake': '.header-lines',
  'live-handshake show=accept': '.verdict',
  'live-handshake show=scheme': '.exhibit-note',
  'live-join': '.live-heads:not(:empty)',
  'live-lag': 'p',
  'live-map': '.map-list > li',
  'live-nodes': '.live-node',
  'live-phone': '.phone-start, .phone-code',
  'live-ping': '.live-own:not(:empty), .live-all:not(:empty)',
  'live-rainbow': '.live-words:not(:empty)',
  'live-request': '.header-lines',
  'live-request show=proxy': '.exhibit-note',
  'live-staleness': '.live-value:not(:empty)',
  'live-transport': '.live-number:not(:empty)',
  'live-versions': 'dd',
}

/** Resolves when fonts, pictures and elements of the slide are there, and its layout has followed. Runs inside the page. */
async function settled(alive: Record<string, string>): Promise<void> {
  const frame = (): Promise<number> => new Promise(requestAnimationFrame)
  const slide = [...document.querySelectorAll<HTMLElement>('.slides section.present')].at(-1)
  if (!slide) throw new Error('This page shows no slide.')
  for (const element of slide.querySelectorAll('*')) {
    if (!element.localName.startsWith('live-')) continue
    const show = element.getAttribute('show')
    const wanted = alive[show ? `${element.localName} show=${show}` : element.localName] ?? alive[element.localName]
    if (!wanted) throw new Error(`Say in ALIVE how <${element.localName}> looks when it lives.`)
    const until = performance.now() + 15_000
    while (!element.matches('[data-live]') || !element.querySelector(wanted)) {
      if (performance.now() > until) throw new Error(`<${element.localName} show=${show}> has no ${wanted}: ${element.outerHTML.slice(0, 2000)}`)
      await frame()
    }
  }
  await document.fonts.ready
  await Promise.all([...slide.querySelectorAll('img')].map((image) => image.decode()))
  await frame()
  await frame()
}

async function fill(server: TestServer): Promise<void> {
  const cookie = await participantCookie(server, '/sockets-and-lies/')
  const person = await join(server, 'audience', { cookie })
  await person.send({ id: newIntentId(), type: 'chat/name', name: 'Ada Lovelace' })
  for (const text of ['Hello from the third row!', 'Is this over the WebSocket, or does it poll, and how would I see that from here?'])
    await person.send({ id: newIntentId(), type: 'chat/say', text })
}

async function measureAll(server: TestServer, page: Page, after: (slide: string) => Promise<unknown> = async () => {}): Promise<Map<string, SlideEdges>> {
  const found = new Map<string, SlideEdges>()
  for (const talk of TALKS) {
    const app = server.app.talk(talk)
    for (const [i, { h, v, steps }] of app.state.talk.outline.entries()) {
      const to: Position = { h, v, f: steps - 1 }
      await app.append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
      if (!page.url().includes(`/${talk}/`)) {
        await page.goto(page.url().replace(/\/[\w-]+\/(stage)?$/, `/${talk}/$1`))
        await page.waitForSelector('.reveal.ready')
      }
      await expectShown(page, to)
      await page.evaluate(settled, ALIVE)
      found.set(`${talk} ${i + 1}`, await page.evaluate(measureSlide))
      await after(`${talk === 'tour' ? 't' : 's'}${String(i + 1).padStart(2, '0')}`)
    }
  }
  return found
}

const SIZES = [
  [320, 568], [360, 640], [375, 553], [393, 659], [412, 839], [844, 390], [1280, 720], [1920, 1080],
] as const
const SCREENS = [...SIZES.map((size) => ['audience', ...size] as const), ['stage', 1280, 720] as const, ['stage', 1920, 1080] as const]

test.each(SCREENS)('[A20] %s %d × %d', async (role, width, height) => {
  const server = await startServer({ deck: 'slides' })
  await fill(server)
  const phone = width < 1000
  const { page } = await follow(server, role === 'stage' ? '/sockets-and-lies/stage' : '/sockets-and-lies/', {
    viewport: { width, height }, reducedMotion: 'reduce',
    ...(phone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
  })
  const dir = process.env.SHOTS
  const found = await measureAll(server, page, async (slide) => {
    if (dir) await page.screenshot({ path: `${dir}/${role}-${width}x${height}-${slide}.png`, scale: 'css' })
  })
  const { appendFileSync } = await import('node:fs')
  for (const [slide, e] of found) {
    appendFileSync('/tmp/phone-work/report.txt', `${role} ${width}x${height} ${slide} ${e.scrolls ? 'SCROLLS' : ''} text ${e.text.px.toFixed(1)} ${e.text.words} | small ${e.small.px.toFixed(1)} ${e.small.words}\n` + e.cut.slice(0, 6).map((c) => `      ${c}\n`).join(''))
  }
  expect([...found].filter(([, e]) => e.cut.length > 0).map(([s]) => s)).toEqual([])
})
