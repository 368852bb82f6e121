/** The exhibits about the room, in real browsers: a stage, a phone and a laptop on one talk. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { RoomNews } from '../../protocol/room.ts'
import { DESKTOP, follow, PHONE, PROJECTOR, type Visitor } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { startNoUpgradeProxy } from '../support/no-upgrade-proxy.ts'
import { showSlide } from '../support/moves.ts'
import { join, pairedCookie, type Person } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

interface Hall {
  server: TestServer
  driver: Person
  stage: Page
  phone: Page
  laptop: Page
  /** Shows the slide of this name, and resolves when all three browsers show it. */
  show(name: string): Promise<void>
}

/** Three browsers, and a presenter without one. */
async function openHall(): Promise<Hall> {
  const server = await startServer()
  const driver = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  const pages = await Promise.all([
    follow(server, `/${TALK}/stage`, PROJECTOR),
    follow(server, `/${TALK}/`, PHONE),
    follow(server, `/${TALK}/`, DESKTOP),
  ])
  const [stage, phone, laptop] = pages.map(({ page }: Visitor) => page) as [Page, Page, Page]
  return {
    server,
    driver,
    stage,
    phone,
    laptop,
    async show(name) {
      const at = await showSlide(server, name)
      for (const page of [stage, phone, laptop]) await expectShown(page, at)
    },
  }
}

const text = (page: Page, selector: string) => page.locator(`.present ${selector}`).first().textContent()

test('[E81] a browser really switches to long-polling and back, the room counts it, and it follows all the time', async () => {
  const { show, stage, phone } = await openHall()
  await show('live-transport')
  const counted = async (transport: string) =>
    text(stage, `live-transport [data-transport=${transport}] .live-number`)
  await expect.poll(() => counted('websocket')).toBe('4')
  expect(await counted('polling')).toBe('0')
  expect(await stage.locator('.present live-transport button').count()).toBe(0)

  await phone.getByRole('button', { name: 'Use long-polling' }).tap()
  await phone.getByText('This browser is on long-polling.').waitFor()
  await expect.poll(() => counted('polling')).toBe('1')
  await expect.poll(() => counted('websocket')).toBe('3')

  await phone.getByRole('button', { name: 'Use a WebSocket' }).tap()
  await phone.getByText('This browser is on a WebSocket.').waitFor()
  await expect.poll(() => counted('websocket')).toBe('4')

  await phone.getByRole('button', { name: 'Use long-polling' }).tap()
  await expect.poll(() => counted('polling')).toBe('1')
  await show('#text')
  await show('live-transport')
  await expect.poll(() => counted('websocket')).toBe('4')
  await phone.getByText('This browser is on a WebSocket.').waitFor()
})

test('[E81] behind a proxy that blocks WebSockets, the browser says so', async () => {
  let proxyUrl = ''
  const server = await startServer({ origin: () => proxyUrl })
  const proxy = await startNoUpgradeProxy(server.port)
  proxyUrl = proxy.url
  await showSlide(server, 'live-transport')
  const behind = { ...server, url: proxy.url }
  const { page } = await follow(behind, `/${TALK}/`, { ...PHONE, unstable: true })
  await page.getByText('not by choice: something on the network, such as a proxy').waitFor()
})

test('[E82] [R50] the matrix keeps the versions of the talk and marks the browsers of the room', async () => {
  const { show, stage, phone } = await openHall()
  await show('live-browsers')
  for (const page of [stage, phone]) {
    await page.getByRole('columnheader', { name: 'Chrome' }).waitFor()
    const cell = 'live-browsers tr:has-text("RFC 6455") td:nth-of-type(1)'
    await expect.poll(() => text(page, `${cell} .live-here`)).toBe('3 here')
    expect(await text(page, cell)).toMatch(/^16 3 here/)
    expect(await text(page, 'live-browsers p:last-of-type')).toBe('4 browsers are in this room.')
    await page.getByText('brought to by Wikipedia').waitFor()
    expect(await text(page, 'live-browsers tr:has-text("hixi-76")')).toContain('4 :(')
  }
})

test('[E83] the pushed number is newer than the polled one, and both show their age', async () => {
  const { show, laptop } = await openHall()
  await show('#polled')
  /** Both at the same moment. */
  const ages = () =>
    laptop.evaluate(() =>
      ['polled', 'pushed'].map((row) => {
        const words = document.querySelector(
          `.present live-staleness [data-row=${row}] .live-age`,
        )?.textContent
        return Number(words?.replace(/[^\d]/g, ''))
      }),
    )
  await expect
    .poll(async () => {
      const [polled = 0, pushed = 0] = await ages()
      return pushed > 0 && polled > pushed + 1000
    })
    .toBe(true)
  await show('#pushed')
  await expect.poll(() => text(laptop, 'live-staleness [data-row=pushed] .live-age')).toMatch(/ms old/)
  expect(await laptop.locator('.present live-staleness [data-row=polled]').count()).toBe(0)
})

test('[E84] round trips of the room light up the drawing; the stage shows no single browser, and other slides cost nothing', async () => {
  const { server, driver, show, stage, phone } = await openHall()
  await show('live-ping')
  await expect.poll(() => text(phone, 'live-ping .live-own')).toMatch(/^\d+ ms$/)
  await expect.poll(() => text(stage, 'live-ping .live-all')).toMatch(/^4 browsers · \d+ round trips$/)
  expect(await stage.locator('.present live-ping .live-own').count()).toBe(0)
  expect(await stage.locator('.present live-ping .live-screen').count()).toBe(6)
  const lit = () =>
    stage.evaluate(
      () =>
        document.getAnimations().filter(({ effect }) => {
          const target = effect instanceof KeyframeEffect ? effect.target : null
          return target?.classList.contains('live-screen')
        }).length,
    )
  await expect.poll(lit).toBeGreaterThan(0)
  await expect
    .poll(() => server.app.subscribed(TALK).toSorted())
    .toEqual(['address', 'bursts', 'room', 'spotlight'])

  await show('#text')
  // The pages themselves show the room's reactions, and the stage the address and its spotlight.
  await expect.poll(() => server.app.subscribed(TALK).toSorted()).toEqual(['address', 'bursts', 'spotlight'])
  expect(await lit()).toBe(0)
  // No browser sends more probes: round trips are counted only while somebody watches them.
  const heard: RoomNews[] = []
  driver.listen('room', (news) => void heard.push(news))
  await expect.poll(() => heard.length).toBeGreaterThan(0)
  // Round trips of the earlier slide may still be on their way. After the first news without any, no news has any.
  await expect.poll(() => heard.at(-1)?.pings).toBe(0)
  heard.length = 0
  // There is nothing to wait for when nothing must happen; a page on that slide sends one every 2 seconds.
  await stage.waitForTimeout(3500)
  expect(heard.reduce((all, { pings }) => all + pings, 0)).toBe(0)
})

test('[E86] the join code, the rainbow, the nodes and the versions show real data of this room', async () => {
  const { server, show, stage, phone } = await openHall()
  const code = stage.getByRole('img', { name: 'QR code of the address' })
  await expect.poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await stage.getByText(server.url.replace('http://', ''), { exact: true }).first().waitFor()
  await expect.poll(() => text(stage, 'live-join .live-heads')).toBe('4 screens here')
  await show('live-rainbow')
  await stage.getByText('4 browsers: 1 of 7 stripes').waitFor()
  expect(await stage.locator('.present live-rainbow .live-away').count()).toBe(6)
  await show('live-nodes')
  await expect.poll(() => text(stage, 'live-nodes .live-node .live-browsers')).toBe('4 browsers')
  await expect.poll(() => text(stage, 'live-nodes .live-seq')).toBe(String(server.app.talk(TALK).state.seq))
  expect(await text(phone, 'live-nodes .live-here mark')).toBe('you')
  await show('live-versions')
  await expect.poll(() => text(phone, 'live-versions dl')).toContain(`Node.js${process.versions.node}`)
  await show('#text')
  // Hidden again, each slide shows its still.
  expect(await stage.locator('live-rainbow .live-away, live-nodes .live-log').count()).toBe(0)
})
