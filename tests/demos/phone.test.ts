/** Exhibits for the room: a worker that serves one browser at a time, and a small deck for every phone. */
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { MAX_SANDBOXES, type SandboxAnswer } from '../../protocol/sandbox.ts'
import { follow, PHONE, PROJECTOR, thumb, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide, slideOf } from '../support/moves.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

const ask = <T>(person: Person, question: object): Promise<T> => person.query<T>(question)

const press = (page: Page) => page.getByRole('button', { name: /request|WebSocket/ })
const numbers = (page: Page, where: 'line' | 'server') => page.locator(`.cycle-${where} .cycle-number`)
const lineOnStage = async (page: Page, waiting: string[], serving: string[]): Promise<void> => {
  await expect.poll(() => numbers(page, 'line').allTextContents()).toEqual(waiting)
  await expect.poll(() => numbers(page, 'server').allTextContents()).toEqual(serving)
}

/** A browser of the audience, with the cookie from a page. */
async function participant(server: TestServer): Promise<Person> {
  return join(server, 'audience', { cookie: await participantCookie(server, `/${TALK}/`) })
}

test('[E115] [E110] [E117] a second phone drives its own deck: the wall moves, the talk does not', async () => {
  const server = await startServer()
  const wallSlide = await showSlide(server, 'live-phone')
  const stage = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await stage.page.locator('.phone-code').waitFor()
  await expect.poll(() => stage.page.locator('.phone-count').textContent()).toBe('Nobody yet.')
  expect(await stage.page.locator('.phone-address').textContent()).toBe(
    `127.0.0.1:${server.port}/${TALK}/demos/phone`,
  )
  const code = await fetch(`${server.url}/${TALK}/demos/phone.svg`)
  expect(code.headers.get('content-type')).toMatch('image/svg+xml')
  await code.text()

  const first = await visit(server, `/${TALK}/demos/phone`, PHONE)
  await first.page.getByText('This is your deck, number 1').waitFor()
  const second = await visit(server, `/${TALK}/demos/phone`, PHONE)
  await second.page.getByText('This is your deck, number 2').waitFor()

  const next = second.page.getByRole('button', { name: 'Next' })
  for (let i = 0; i < 3; i += 1) {
    await next.tap()
    await second.page.waitForFunction(() => document.querySelector('.phone-keys')?.ariaBusy === 'false')
  }
  await second.page.getByText('Slide 2 of 6').waitFor()
  const wall = stage.page.locator('.phone-wall li')
  await expect
    .poll(() => wall.evaluateAll((all) => all.map((each) => each.dataset['slide'])))
    .toEqual(['1', '0'])
  expect(await wall.locator('.phone-number').allTextContents()).toEqual(['Deck 2', 'Deck 1'])
  await second.page.getByRole('button', { name: 'Previous' }).tap()
  await expect.poll(() => wall.first().getAttribute('data-slide')).toBe('0')

  // A drag on the slide moves the dot, on the wall, too.
  const slide = second.page.locator('.phone-mine')
  const box = (await slide.boundingBox())!
  await second.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await second.page.mouse.down()
  await second.page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.1, { steps: 5 })
  await second.page.mouse.up()
  await expect
    .poll(() =>
      wall
        .first()
        .locator('.phone-dot')
        .evaluate((dot) => Number.parseFloat(dot.style.left)),
    )
    .toBeGreaterThan(80)

  // Also with the arrow keys.
  await slide.focus()
  for (let i = 0; i < 14; i += 1) await second.page.keyboard.press('ArrowLeft')
  await expect
    .poll(() =>
      wall
        .first()
        .locator('.phone-dot')
        .evaluate((dot) => Number.parseFloat(dot.style.left)),
    )
    .toBeLessThan(10)

  // Tilted to the right, after a tap that allows it.
  await second.context.grantPermissions(['accelerometer', 'gyroscope', 'magnetometer'])
  await second.page.getByRole('button', { name: 'Tilt to steer the dot' }).tap()
  await second.page.getByText('Tilt the phone.').waitFor()
  const sensors = await second.context.newCDPSession(second.page)
  await sensors.send('DeviceOrientation.setDeviceOrientationOverride', { alpha: 0, beta: 40, gamma: 33 })
  await expect
    .poll(() =>
      wall
        .first()
        .locator('.phone-dot')
        .evaluate((dot) => Number.parseFloat(dot.style.left)),
    )
    .toBeGreaterThan(90)

  expect(server.app.talk(TALK).state.position).toEqual(wallSlide)
  await expectShown(stage.page, wallSlide)
  expect(await first.page.locator('.phone-mine').getAttribute('data-slide')).toBe('0')

  // The same person after a reload: the same deck, at its position.
  await second.page.reload()
  await second.page.getByText('This is your deck, number 2').waitFor()
  expect(await slide.locator('.phone-line:not(.unseen)').count()).toBe(2)
})

test('[E116] on the slide, a phone takes a deck only on request, and shows the still afterwards', async () => {
  const server = await startServer()
  await showSlide(server, 'live-phone')
  const phone = await follow(server, `/${TALK}/`, PHONE)
  const start = phone.page.getByRole('button', { name: 'Get a deck of your own' })
  await start.waitFor()
  await start.tap()
  await phone.page.getByText('This is your deck, number 1').waitFor()
  const fits = await phone.page.evaluate(() => {
    const box = document.querySelector('live-phone')!.getBoundingClientRect()
    const inside = [...document.querySelectorAll('live-phone button:not([hidden]), .phone-mine')]
    return inside.every((each) => {
      const { left, right, bottom } = each.getBoundingClientRect()
      return left >= box.left && right <= box.right && bottom <= box.bottom && bottom <= innerHeight
    })
  })
  expect(fits).toBe(true)
  await thumb(phone.page.locator('live-phone').getByRole('button', { name: 'Next' }))
  await phone.page.getByText('Slide 1 of 6').waitFor()
  await showNone(server)
  await expect.poll(() => phone.page.locator('live-phone[data-live]').count()).toBe(0)
  expect(await phone.page.locator('live-phone svg').count()).toBe(1)
})

test('[E113] the 501st deck is refused with a message', async () => {
  const server = await startServer({ trustProxy: { hops: 1 } })
  const open = async (address: string): Promise<void> => {
    const cookie = await participantCookie(server, `/${TALK}/demos/phone`)
    const person = await join(server, 'audience', { cookie, headers: { 'x-forwarded-for': address } })
    const answer = await ask<SandboxAnswer>(person, { query: 'sandbox/open' })
    expect(answer.ok).toBe(true)
  }
  // From twenty addresses. All of them stay connected, because leaving would free places.
  for (let i = 0; i < MAX_SANDBOXES; i += 25)
    await Promise.all(Array.from({ length: 25 }, () => open(`10.0.0.${i / 25}`)))
  const late = await visit(server, `/${TALK}/demos/phone`, PHONE)
  await late.page.getByText(/^All 500 decks are in use/).waitFor()
  expect(await late.page.locator('.phone-mine').isHidden()).toBe(true)
  await late.page.getByRole('button', { name: 'Start again' }).tap()
  await late.page.getByText(/^All 500 decks are in use/).waitFor()
})

test('[E127] a socket without a cookie gets no deck, however often it connects, and gets the reason', async () => {
  const server = await startServer()
  const stranger = await join(server, 'audience')
  const answers = Array.from({ length: 20 }, () => ask<SandboxAnswer>(stranger, { query: 'sandbox/open' }))
  for (const answer of await Promise.all(answers)) expect(answer).toEqual({ ok: false, why: 'no-cookie' })
  expect(await ask<SandboxAnswer>(stranger, { query: 'sandbox/tilt', x: 0, y: 0 })).toMatchObject({
    ok: false,
  })
  const phone = await visit(server, `/${TALK}/demos/phone`, PHONE)
  await phone.page.getByText('This is your deck, number 1').waitFor()
  await phone.context.clearCookies()
  await phone.page.evaluate(() => dispatchEvent(new Event('online')))
  await phone.page.getByText('A deck of your own needs a cookie').waitFor()
})

test('[E106] three browsers wait in a queue; a WebSocket blocks it, an event loop frees it', async () => {
  // Longer than the test takes on a busy machine.
  const server = await startServer({ cycleHoldMs: 120_000 })
  await showSlide(server, '#http')
  const stage = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const [name, ...value] = (await pairedCookie(server)).split('=')
  await stage.context.addCookies([{ name: name ?? '', value: value.join('='), url: server.url }])
  await stage.page.reload()
  await stage.page.getByText('Nobody has pressed yet').waitFor()
  const phone = await follow(server, `/${TALK}/`, PHONE)
  const others = [await participant(server), await participant(server)]

  await press(phone.page).tap()
  for (const other of others) await ask(other, { query: 'cycle/press', kind: 'http' })
  await stage.page.getByText('2 in line').waitFor()
  await stage.page.getByText('3 served').waitFor()
  await phone.page.getByText(/Number 1: done, after \d\.\d s/).waitFor()

  const blocked = await showSlide(server, '#websocket')
  await press(phone.page).waitFor()
  await expectShown(phone.page, blocked)
  await press(phone.page).tap()
  await phone.page.getByText('Nobody else is, until you hang up.').waitFor()
  for (const other of others) await ask(other, { query: 'cycle/press', kind: 'websocket' })
  await lineOnStage(stage.page, ['2', '3'], ['1'])
  // Nothing can be awaited, because the worker must not move; otherwise it would serve two in this time.
  await stage.page.waitForTimeout(1200)
  await lineOnStage(stage.page, ['2', '3'], ['1'])
  expect(await stage.page.locator('live-cycle[mode=websocket]').getAttribute('data-stuck')).toBe('true')

  await stage.page.getByRole('button', { name: 'Use an event loop' }).click()
  await lineOnStage(stage.page, [], ['1', '2', '3'])
  await phone.page.getByText('So is everybody else.').waitFor()
  await phone.page.getByRole('button', { name: 'Hang up' }).tap()
  await lineOnStage(stage.page, [], ['2', '3'])
  await expectShown(stage.page, blocked)
})

test('[E107] forty browsers flood the worker, and every move of the talk still arrives', async () => {
  const server = await startServer()
  const driver = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  const follower = await join(server, 'audience')
  const people = await Promise.all(Array.from({ length: 40 }, () => participant(server)))
  for (const each of people) each.listen('cycle', () => {})
  let hammering = true
  onTestFinished(() => void (hammering = false))
  const hammer = async (by: Person): Promise<void> => {
    while (hammering) {
      await ask(by, { query: 'cycle/press', kind: 'http' })
      // Twenty presses a second from each; the pause is part of the load.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const hammers = people.map(hammer)
  for (let i = 0; i < 30; i += 1) {
    const to = slideOf(server, i % 2 === 0 ? '#http' : '#websocket')
    const seen = follower.sees((view) => view.position?.h === to.h)
    expect(await driver.send({ id: newIntentId(), type: 'position/goto', to })).toMatchObject({ ok: true })
    await seen
  }
  hammering = false
  await Promise.all(hammers)
})
