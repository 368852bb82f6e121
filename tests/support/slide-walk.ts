/** Walks through every slide of the talk and of the tour, live, and measures each on screens of several sizes. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import { SERVER } from '../../protocol/role.ts'
import { follow, type VisitOptions } from './browsers.ts'
import { join, newIntentId, participantCookie } from './people.ts'
import { startServer, type TestServer } from './server.ts'
import { measureSlide, type SlideEdges } from './slide-edges.ts'

const TALKS = ['sockets-and-lies', 'tour']
/** The minimum text sizes, in CSS pixels of the screen. */
const LEAST = { text: 14, small: 11 }
/** Scales are rounded to a hundredth. */
const ROUNDING = 0.1

/** What an element shows after its first data from the room, by its tag and its `show`. */
const ALIVE: Record<string, string> = {
  'live-browsers': '.live-here',
  'live-chat': '.chat-item',
  'live-cycle': '.cycle-server',
  'live-dance': '.live-dancer',
  'live-duplex': '.live-panel',
  'live-frame': '.frame-bits .field',
  'live-handshake': '.header-lines',
  'live-handshake accept': '.verdict',
  'live-handshake scheme': '.exhibit-note',
  'live-join': '.live-heads:not(:empty)',
  'live-hand': '.live-hands:not(:empty)',
  'live-lag': 'p',
  'live-leaderboard': '.board-empty, .board > li',
  'live-map': '.map-list > li',
  'live-nodes': '.live-node',
  'live-phone': '.phone-start, .phone-code',
  'live-ping': '.live-own:not(:empty), .live-all:not(:empty)',
  'live-poll': '.poll-status:not(:empty), .poll-votes:not(:empty)',
  'live-questions': '.question, .question-empty:not(:empty), .question-more:not(:empty)',
  'live-quiz': '.quiz-question:not(:empty)',
  'live-rainbow': '.live-words:not(:empty)',
  'live-request': '.header-lines',
  'live-request proxy': '.exhibit-note',
  'live-staleness': '.live-value:not(:empty)',
  'live-transport': '.live-number:not(:empty)',
  'live-versions': 'dd',
}
/** What a person does with an element, and what it then shows: the slide must fit that, too. */
const DEEDS: [element: string, press: string, then: string][] = [
  ['live-cycle[mode=http]', '.cycle-press', '.cycle-say:text("done, after")'],
  ['live-cycle[mode=websocket]', '.cycle-press', '.cycle-say:text("you are being served")'],
  ['live-frame', '.frame-bar .button', '.frames'],
  ['live-phone', '.phone-start', '.phone-mine .phone-heading'],
]

/** Resolves when the page shows a position and everything on that slide is there. Runs inside the page. */
async function arrive({ at, alive }: { at: Position; alive: Record<string, string> }): Promise<void> {
  const { readShown } = globalThis as unknown as { readShown(): Position | null }
  const frame = (): Promise<number> => new Promise(requestAnimationFrame)
  while (JSON.stringify(readShown()) !== JSON.stringify(at)) await frame()
  const slide = [...document.querySelectorAll('.slides section.present')].at(-1)!
  for (const element of slide.querySelectorAll('*')) {
    if (!element.localName.startsWith('live-')) continue
    const wanted = alive[`${element.localName} ${element.getAttribute('show')}`] ?? alive[element.localName]
    if (!wanted) throw new Error(`Say in ALIVE what <${element.localName}> shows when it lives.`)
    while (!element.matches('[data-live]') || !element.querySelector(wanted)) await frame()
  }
  await document.fonts.ready
  await Promise.all([...slide.querySelectorAll('img')].map((image) => image.decode()))
}

type Sizes = readonly (readonly [width: number, height: number])[]

/** Every slide at every size, by talk, number and size. */
async function measureAll(server: TestServer, page: Page, sizes: Sizes): Promise<Map<string, SlideEdges>> {
  const found = new Map<string, SlideEdges>()
  const measure = async (slide: string): Promise<void> => {
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height })
      found.set(`${slide}, ${width} × ${height}`, await page.evaluate(measureSlide))
    }
  }
  for (const talk of TALKS) {
    const app = server.app.talk(talk)
    if (!page.url().includes(`/${talk}/`)) await page.goto(page.url().replace(TALKS[0]!, talk))
    await page.waitForSelector('.reveal.ready')
    for (const [i, { h, v, steps }] of app.state.talk.outline.entries()) {
      const at: Position = { h, v, f: steps - 1 }
      await app.append({ id: newIntentId(), type: 'position/goto', to: at }, SERVER)
      await page.evaluate(arrive, { at, alive: ALIVE })
      await measure(`${talk} ${i + 1}`)
      const tags = await page
        .locator('section.present [data-live]')
        .evaluateAll((all) => all.map((each) => each.localName))
      for (const [element, press, then] of DEEDS) {
        const here = page.locator(`section.present ${element}`)
        if (!tags.some((tag) => element.startsWith(tag)) || (await here.locator(press).count()) === 0)
          continue
        await here.locator(press).click()
        await here.locator(then).first().waitFor()
        await measure(`${talk} ${i + 1} used`)
      }
    }
  }
  return found
}

/** The talk and the tour, with a message in the chat, and a page that follows them. */
export async function walk(
  role: 'audience' | 'stage',
  sizes: Sizes,
  options: VisitOptions,
): Promise<Map<string, SlideEdges>> {
  const server = await startServer({ deck: 'slides' })
  const cookie = await participantCookie(server, '/sockets-and-lies/')
  const person = await join(server, 'audience', { cookie, talk: 'sockets-and-lies' })
  for (const text of [
    'Hello from the third row!',
    'Is this a WebSocket, or does it poll, and how would I see that from here?',
  ])
    await person.send({ id: newIntentId(), type: 'chat/say', text })
  for (let i = 1; i <= 3; i++) {
    const text = `Question ${i}: what happens to a thousand open connections when the server restarts?`
    await person.send({ id: newIntentId(), type: 'question/ask', text })
  }
  const path = role === 'stage' ? '/sockets-and-lies/stage' : '/sockets-and-lies/'
  const { page } = await follow(server, path, { reducedMotion: 'reduce', ...options })
  return measureAll(server, page, sizes)
}

export function expectReadable(found: Map<string, SlideEdges>): void {
  const cut = [...found].flatMap(([slide, edges]) => edges.cut.map((each) => `${slide}: ${each}`))
  expect(cut).toEqual([])
  const tiny = [...found].flatMap(([slide, edges]) =>
    (['text', 'small'] as const)
      .filter((kind) => edges[kind].px < LEAST[kind] - ROUNDING)
      .map((kind) => `${slide}: ${edges[kind].px.toFixed(1)} px, ${edges[kind].words}`),
  )
  expect(tiny).toEqual([])
  for (const [slide, { goesOn, fades }] of found) expect(fades, slide).toEqual(goesOn)
  expect(found.size).toBeGreaterThan(50)
}

/** Screens of a laptop and of a projector. */
export const LARGE = [
  [1280, 720],
  [1920, 1080],
] as const
/** A busy machine may be slow; nothing here depends on time. */
export const PATIENT = 600_000
