/** Only one phone drives: two phones at one talk, a take-over, and a phone that returns with old taps. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join as path } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import { seriousViolations } from '../support/axe.ts'
import { enabled, nextButton, PHONE, present, thumb, visit } from '../support/browsers.ts'
import { join, newIntentId, pairedCookie, type Person } from '../support/people.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const SLIDES = 40

async function startLong(): Promise<TestServer> {
  const folder = path(await temporaryFolder(), 'long')
  await mkdir(folder)
  const slides = Array.from({ length: SLIDES }, (_, i) => `# Slide ${i + 1}`)
  await writeFile(path(folder, 'deck.md'), slides.join('\n---\n'))
  return startServer({ deck: folder })
}

const phoneOf = (server: TestServer, unstable = false) => present(server, 'long', { ...PHONE, unstable })
const where = (server: TestServer): number => server.app.talk('long').state.position.h
const lease = (page: Page) => page.locator('#lease')
const takeOver = async (page: Page): Promise<void> => {
  await page.locator('#take-over:not([aria-disabled=true])').tap()
}
const says = (page: Page, place: string) => page.locator('#place-slide', { hasText: place }).waitFor()

/** The positions in the log, in order, with their actors. */
async function logged(server: TestServer): Promise<{ positions: Position[]; authors: string[] }> {
  const positions: Position[] = []
  const authors: string[] = []
  for await (const { by, event } of server.log.read('long', 0)) {
    if (event.type !== 'position/moved') continue
    positions.push({ h: event.h, v: event.v, f: event.f })
    authors.push(by)
  }
  return { positions, authors }
}

/** The positions shown to a follower, in order of arrival, without the first one. */
function watchPositions(person: Person): Position[] {
  const shown: Position[] = []
  person.socket.on('patch', (_epoch, channel, _from, _to, change) => {
    if (channel === 'position') shown.push(change as Position)
  })
  return shown
}

test('[F17] [P25] [T22] [T26] the second phone says who drives and takes over with one tap, and the first one knows within 1 s', async () => {
  const server = await startLong()
  const a = await phoneOf(server)
  await thumb(nextButton(a.page))
  await says(a.page, 'Slide 2 of 40')

  const b = await visit(server, `/long/presenter#key=${server.key}`, PHONE)
  await lease(b.page).waitFor()
  expect(await nextButton(b.page).getAttribute('aria-disabled')).toBe('true')
  await nextButton(b.page).tap({ force: true })
  await b.page.getByText('Another phone drives: take over to move from here').first().waitFor()
  expect(where(server)).toBe(1)
  expect(await lease(a.page).isVisible()).toBe(false)

  for (const colorScheme of ['light', 'dark'] as const) {
    await b.page.emulateMedia({ colorScheme })
    expect(await seriousViolations(b.page), colorScheme).toEqual([])
  }

  await takeOver(b.page)
  await lease(a.page).waitFor()
  await enabled(b.page)
  expect(await lease(b.page).isVisible()).toBe(false)
  await thumb(nextButton(b.page))
  await says(b.page, 'Slide 3 of 40')
  await nextButton(a.page).tap({ force: true })
  await a.page.keyboard.press('PageDown')
  await a.page.getByText('Another phone drives: take over to move from here').first().waitFor()
  expect(where(server)).toBe(2)

  // After a reload it still drives, even if the code is scanned again.
  await b.page.reload()
  await enabled(b.page)
  await b.page.goto('about:blank')
  await b.page.goto(`${server.url}/long/presenter#key=${server.key}`)
  await enabled(b.page)
  expect(await lease(b.page).isVisible()).toBe(false)
  await takeOver(a.page)
  await enabled(a.page)
  await thumb(nextButton(a.page))
  await says(b.page, 'Slide 4 of 40')
  await lease(b.page).waitFor()
})

test('[K20] [K21] a phone asks to drive, the driver sees who asks and hands over, and its own taps are then refused', async () => {
  const server = await startLong()
  const a = await phoneOf(server)
  await thumb(nextButton(a.page))
  await says(a.page, 'Slide 2 of 40')
  const b = await visit(server, `/long/presenter#key=${server.key}`, PHONE)
  await b.page.getByText('Linux computer drives').waitFor()
  await b.page.locator('#ask-driver:not([aria-disabled=true])').tap()
  await b.page.getByRole('button', { name: 'Asked' }).waitFor()
  await a.page.getByText('Linux computer asks to drive').first().waitFor()
  for (const { page } of [a, b]) expect(await seriousViolations(page)).toEqual([])
  await a.page.getByRole('button', { name: 'Hand over' }).tap()
  await enabled(b.page)
  await lease(a.page).waitFor()
  await thumb(nextButton(b.page))
  await says(a.page, 'Slide 3 of 40')
  await nextButton(a.page).tap({ force: true })
  await a.page.getByText('Another phone drives: take over to move from here').first().waitFor()
  expect(where(server)).toBe(2)

  // The list of devices says who drives. A question can be put aside, and the phone that asked can still take over.
  await a.page.getByRole('button', { name: 'More', exact: true }).tap()
  await a.page.getByRole('button', { name: /^Devices/ }).tap()
  await a.page.getByText('Presenter · drives · connected').waitFor()
  await a.page.getByRole('button', { name: 'Close' }).tap()
  await a.page.locator('#ask-driver:not([aria-disabled=true])').tap()
  await b.page.getByRole('button', { name: 'Not now' }).tap()
  await b.page.locator('#asked').waitFor({ state: 'hidden' })
  await a.page.getByRole('button', { name: 'Take over' }).tap()
  await lease(b.page).waitFor()
  expect(await b.page.locator('#asked').isVisible()).toBe(false)
})

test('[F17] [T21] two phones tap at once: one moves, the other is refused, and the screens show the log', async () => {
  const server = await startLong()
  const follower = await join(server, 'audience', { talk: 'long' })
  const shown = watchPositions(follower)
  const people = await Promise.all(
    [0, 1].map(async () => join(server, 'presenter', { talk: 'long', cookie: await pairedCookie(server) })),
  )
  const answers: string[][] = [[], []]
  const tap = async (person: Person, i: number): Promise<void> => {
    for (let n = 0; n < 30; n++) {
      const { position, driver } = person.store.view
      const to = { h: ((position?.h ?? 0) + 1) % SLIDES, v: 0, f: -1 }
      // Half way through, the second phone takes over.
      if (i === 1 && n === 15) await person.send({ id: newIntentId(), type: 'driver/take' })
      const ack = await person.send({ id: newIntentId(), type: 'position/goto', to, term: driver?.term })
      answers[i]?.push(ack.ok ? 'moved' : ack.refusal.code)
      // Two people who tap ten times a second.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await Promise.all(people.map(tap))
  const { positions, authors } = await logged(server)
  await expect.poll(() => shown.length).toBe(positions.length)
  expect(shown).toEqual(positions)
  // The first driver drove until the take-over, and never after it.
  const turns = authors.filter((by, i) => by !== authors[i - 1])
  expect(new Set(turns).size).toBe(turns.length)
  for (const answer of answers) {
    expect(answer).toContain('not-driver')
    expect(new Set(answer).size).toBeLessThanOrEqual(2)
  }
})

test('[F17] [T23] [P24] a phone that was offline returns with old taps, and none of them counts', async () => {
  const server = await startLong()
  const follower = await join(server, 'audience', { talk: 'long' })
  const shown = watchPositions(follower)
  const a = await phoneOf(server, true)
  await thumb(nextButton(a.page))
  await says(a.page, 'Slide 2 of 40')
  const b = await visit(server, `/long/presenter#key=${server.key}`, PHONE)
  await lease(b.page).waitFor()

  await a.context.setOffline(true)
  for (let i = 0; i < 3; i++) await thumb(nextButton(a.page))
  const asked = a.page.getByRole('dialog', { name: 'A tap did not reach the talk' })
  await asked.waitFor()
  await takeOver(b.page)
  await enabled(b.page)
  await thumb(nextButton(b.page))
  await says(b.page, 'Slide 3 of 40')
  await a.context.setOffline(false)
  await lease(a.page).waitFor()
  await asked.locator('.primary').tap()
  await a.page.waitForFunction(() => !document.querySelector('[data-pending]'))
  expect(where(server)).toBe(2)

  // Even when it has the lease again, its earlier taps have no effect.
  const cookie = (await a.context.cookies()).find(({ name }) => name.startsWith('lectern-presenter-'))
  const queued = await join(server, 'presenter', { talk: 'long', cookie: `${cookie?.name}=${cookie?.value}` })
  await takeOver(a.page)
  await enabled(a.page)
  for (let i = 0; i < 5; i++) {
    const to = { h: 20 + i, v: 0, f: -1 }
    const ack = await queued.send({ id: newIntentId(), type: 'position/goto', to, term: 1 })
    expect(ack).toMatchObject({ ok: false, refusal: { code: 'not-driver' } })
  }
  await thumb(nextButton(a.page))
  await says(a.page, 'Slide 4 of 40')
  const { positions } = await logged(server)
  expect(positions.map(({ h }) => h)).toEqual([1, 2, 3])
  await expect.poll(() => shown.length).toBe(3)
  expect(shown).toEqual(positions)
})
