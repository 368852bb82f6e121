/** Reactions in real browsers and over real sockets: on every screen, counted by slide, cheap for a hall. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { BurstNews } from '../../protocol/reactions.ts'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { DECK, TALK } from '../support/deck.ts'
import { openLightSocket } from '../support/light-socket.ts'
import { showSlide } from '../support/moves.ts'
import { join, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { spawnProgram } from '../support/program.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

/** A talk on the slide of the dancer. */
async function dancing(): Promise<TestServer> {
  const server = await startServer()
  await showSlide(server, 'live-dance')
  return server
}
const SLIDE = 'dance'

/** The kinds that have risen; a float stays in the page after it has faded, to be used again. */
const risen = (page: Page): Promise<string[]> => page.locator('.reactions .float').allTextContents()
const button = (page: Page, kind: string) =>
  page.locator('section.present').getByRole('button', { name: kind, exact: true })

/** Records the moves of the dancer, because each lasts only for a while. Runs inside the page. */
function noteMoves(): void {
  const moves: string[] = []
  Object.assign(globalThis, { moves })
  const dancer = document.querySelector<HTMLElement>('.present .live-dancer')!
  new MutationObserver(() => moves.push(dancer.dataset['move'] ?? '')).observe(dancer, {
    attributes: true,
    attributeFilter: ['data-move'],
  })
}
const movesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { moves: string[] }).moves)

test('[R10] [R40] [R5] a reaction rises on every screen, the figure dances, and the phone has the totals', async () => {
  const server = await dancing()
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const { page: bob } = await follow(server, `/${TALK}/`, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: phone } = await present(server, TALK)
  for (const page of [ada, bob, stage]) {
    await page.locator('.present .live-dancer[data-move=still]').waitFor()
    await page.locator('.reactions').waitFor({ state: 'attached' })
  }
  expect(await stage.locator('.present .reaction-picker').count()).toBe(0)
  await stage.evaluate(noteMoves)

  await button(ada, '👏').tap()
  for (const page of [ada, bob, stage]) await expect.poll(() => risen(page)).toContain('👏')
  await expect.poll(() => movesOf(stage)).toContain('sway')
  await button(bob, '🤯').tap()
  for (const page of [ada, bob, stage]) {
    await page.locator('.present').getByText('2 reactions').waitFor()
    await page.getByText(/^Reactions: 👏 1/).waitFor({ state: 'attached' })
  }
  await expect.poll(() => movesOf(stage)).toContain('still')

  await expect
    .poll(() => server.app.talk(TALK).state.reactions.totals.get(SLIDE))
    .toEqual({ '👏': 1, '🤯': 1 })
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Reactions/ }).tap()
  await phone.getByText('👏 1, 🤯 1').waitFor()
  expect(await seriousViolations(phone)).toEqual([])
})

test('[R10] with reduced motion the screen has the numbers, and nothing moves', async () => {
  const server = await dancing()
  const { page } = await follow(server, `/${TALK}/`, { ...PHONE, reducedMotion: 'reduce' })
  await page.locator('.reactions').waitFor({ state: 'attached' })
  await button(page, '😂').tap()
  // The pill disappears again, but keeps its text.
  await expect.poll(() => page.locator('.reaction-counts').textContent()).toBe('😂 1')
  expect(await risen(page)).toEqual([])
  const running = () =>
    page.evaluate(
      () => document.querySelector('.present live-dance')!.getAnimations({ subtree: true }).length,
    )
  expect(await running()).toBe(0)
})

test('[R11] a person reacts with the keyboard alone, and the slides stay where they are', async () => {
  const server = await dancing()
  const { page } = await follow(server, `/${TALK}/`, { viewport: { width: 1280, height: 800 } })
  await button(page, '❤️').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  await page.locator('.present').getByText('2 reactions').waitFor()
  expect(await page.locator('#live').getAttribute('data-following')).toBe('true')
  expect(await seriousViolations(page)).toEqual([])
})

test('[R11] a person who reacts too often is told', async () => {
  const server = await dancing()
  const { page } = await follow(server, `/${TALK}/`, PHONE)
  const heart = button(page, '❤️')
  const problem = page.locator('.present .problem')
  // The line is cleared after a while, so its texts are recorded.
  await problem.evaluate((line) => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    new MutationObserver(() => told.push(line.textContent ?? '')).observe(line, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
  const told = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told)
  await heart.evaluate((each) => {
    for (let i = 0; i < 30; i++) (each as HTMLElement).click()
  })
  await expect.poll(told).toContain('Not so fast: wait a moment.')
})

test('[R3] [R6] a browser without a cookie cannot react, and nobody can while the room is paused', async () => {
  const server = await dancing()
  const passing = await join(server, 'audience', { talk: TALK })
  const react = (person: Person): Promise<unknown> => person.query({ query: 'react', kind: '👏' })
  expect(await react(passing)).toEqual({ ok: false, why: 'no-cookie' })
  const cookie = await participantCookie(server, `/${TALK}/`)
  const ada = await join(server, 'audience', { talk: TALK, cookie })
  expect(await react(ada)).toEqual({ ok: true })
  const pause = { id: 'pause-the-room', type: 'panic/set', on: true } as const
  await server.app.talk(TALK).append(pause, { role: 'presenter', paired: true, id: 'device-a' })
  expect(await react(ada)).toEqual({ ok: false, why: 'paused' })
})

test('[R5] the totals of a slide survive kill -9', async () => {
  const data = await temporaryFolder()
  const options = ['--data', data, '--key', 'a-long-enough-key']
  const program = await spawnProgram(DECK, 0, ...options)
  const cookie = await participantCookie(program, `/${TALK}/`)
  const ada = await join(program, 'audience', { talk: TALK, cookie })
  for (const kind of ['👏', '👏', '🤯'])
    expect(await ada.query({ query: 'react', kind })).toEqual({ ok: true })
  const place = { url: program.url, key: 'a-long-enough-key' }
  const totals = async (url: string): Promise<Record<string, number>[]> => {
    const speaker = await join({ url }, 'presenter', {
      talk: TALK,
      cookie: await pairedCookie({ ...place, url }),
    })
    speaker.socket.emit('subscribe', { channel: 'reactions', on: true })
    await speaker.sees(({ reactions }) => Object.keys(reactions ?? {}).length > 0)
    return Object.values(speaker.store.view.reactions ?? {})
  }
  expect(await totals(program.url)).toEqual([{ '👏': 2, '🤯': 1 }])
  await program.killHard()
  const again = await spawnProgram(DECK, 0, ...options)
  expect(await totals(again.url)).toEqual([{ '👏': 2, '🤯': 1 }])
  await again.killHard()
})

test('[R2] 2,000 reactions of 250 sockets are one signal per tick for each follower, and few entries', async () => {
  const server = await dancing()
  const path = `/${TALK}/`
  const cookies = await Promise.all(Array.from({ length: 250 }, () => participantCookie(server, path)))
  const hall = await Promise.all(
    cookies.map((cookie) => openLightSocket(server.url, { talk: TALK, role: 'audience', cookie }, () => {})),
  )
  const follower = await join(server, 'audience', { talk: TALK, cookie: cookies[0]! })
  const bursts: BurstNews[] = []
  follower.listen('bursts', (news) => bursts.push(news))
  await expect.poll(() => bursts.length).toBe(1)
  const { seq } = server.app.talk(TALK).state
  const began = performance.now()
  const answers = await Promise.all(
    hall.flatMap((socket) =>
      Array.from({ length: 8 }, () => socket.call('query', { query: 'react', kind: '👏' })),
    ),
  )
  expect(answers).toEqual(Array.from({ length: 2000 }, () => ({ ok: true })))
  await expect.poll(() => server.app.talk(TALK).state.reactions.totals.get(SLIDE)).toEqual({ '👏': 2000 })
  const elapsedMs = performance.now() - began
  expect(bursts.length - 1).toBeLessThanOrEqual(elapsedMs / 100 + 1)
  // A process that is overloaded drops signals, and still counts.
  expect(bursts.reduce((all, { '👏': claps = 0 }) => all + claps, 0)).toBeLessThanOrEqual(2000)
  expect(server.app.talk(TALK).state.seq - seq).toBeLessThanOrEqual(elapsedMs / 4000 + 1)
  for (const socket of hall) socket.close()
})
