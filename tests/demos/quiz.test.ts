/** A quiz in real browsers: three questions, a leaderboard, two players, one who joins late, the stage and the phone. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, present, PROJECTOR, type Visitor } from '../support/browsers.ts'
import { hostileStrings } from '../support/hostile.ts'
import { moveTo } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { quizDeck, QUIZ, SPEAKER, WHY } from '../support/quiz.ts'
import { startServer, type TestServer } from '../support/server.ts'

const AUDIENCE = `/${QUIZ}/`

/** Everything that a page gets from the server: bodies of answers, and frames. */
function record({ page }: Visitor): () => string {
  const got: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => got.push(String(payload))))
  page.on(
    'response',
    (response) =>
      void response.text().then(
        (text) => got.push(text),
        () => undefined,
      ),
  )
  return () => got.join('\n')
}

async function joinAs(page: Page, nickname: string): Promise<void> {
  await page.getByLabel('Your nickname').fill(nickname)
  await page.getByRole('button', { name: 'Join the quiz' }).click()
  await page.getByText(`Get ready, ${nickname}.`).waitFor()
}

const option = (page: Page, text: string) => page.getByRole('button', { name: text })
const says = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

async function act(server: TestServer, wish: object): Promise<void> {
  const talk = server.app.talk(QUIZ)
  expect(await talk.append({ id: newIntentId(), ...wish } as never, SPEAKER)).toMatchObject({ ok: true })
}

/** Presses the large button of the sheet, which must offer this. */
async function press(phone: Page, words: string): Promise<void> {
  await phone.locator('.quiz-main:not([aria-disabled=true])').filter({ hasText: words }).tap()
}

test('[U5] [U19] [U20] [U10] [U14] [U15] [U16] [U17] three questions and a leaderboard, with a player who joins late', async () => {
  const server = await startServer({ deck: await quizDeck() })
  const { page: phone } = await present(server, QUIZ)
  const ada = await follow(server, AUDIENCE, PHONE)
  const bob = await follow(server, AUDIENCE, PHONE)
  const stage = await follow(server, `/${QUIZ}/stage`, PROJECTOR)
  const got = [ada, bob, stage].map(record)
  // From here on, what the pages get is recorded from their start.
  for (const { page } of [ada, bob, stage]) {
    await page.reload()
    await page.waitForSelector('.reveal.ready')
  }
  const html = await Promise.all(
    [AUDIENCE, `/${QUIZ}/stage`, `/${QUIZ}/slides.html`].map(async (path) =>
      (await fetch(server.url + path)).text(),
    ),
  )
  const expectUnknown = (from: number): void => {
    const all = [...html, ...got.map((each) => each())].join('\n')
    expect(all.length).toBeGreaterThan(10_000)
    for (const secret of WHY.slice(from)) expect(all).not.toContain(secret)
    for (const secret of ['private-right', 'type="checkbox"']) expect(all).not.toContain(secret)
    // The frames of the first question have neither what is right nor how many chose each option.
    if (from === 0) for (const secret of ['"right":', '"counts":']) expect(all).not.toContain(secret)
  }

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Quiz 3 questions, 0 asked/ }).tap()
  await press(phone, 'Go to the next question')
  await joinAs(ada.page, 'Ada')
  await joinAs(bob.page, 'Bob')
  for (const { page } of [ada, stage]) expect(await page.getByText('Eiffel').isVisible()).toBe(false)
  await says(stage.page, '2 players')
  expect(await seriousViolations(ada.page)).toEqual([])

  await press(phone, 'Start the question')
  await option(ada.page, 'Paris').waitFor()
  expect(await stage.page.getByRole('button', { name: 'Paris' }).count()).toBe(0)
  expect(await seriousViolations(ada.page)).toEqual([])
  await option(ada.page, 'Paris').tap()
  await says(ada.page, 'Your answer is in.')
  await option(bob.page, 'Rome').tap()
  await says(stage.page, '2 answers from 2 players')
  await says(phone, '2 answers from 2 players')
  await phone.getByText('✓ right: Paris').waitFor()
  expect(await seriousViolations(phone)).toEqual([])
  // The first answer is final.
  await option(ada.page, 'London').tap({ force: true })
  await press(phone, 'Close the question')
  await says(bob.page, 'Your answer is in. The result comes next.')
  await says(stage.page, 'Time is up.')
  expectUnknown(0)

  await press(phone, 'Reveal the answer')
  await says(ada.page, 'Right: 1,000 points.')
  await says(bob.page, 'Not this time.')
  for (const { page } of [ada, bob, stage]) await says(page, WHY[0]!)
  await ada.page.getByRole('button', { name: /Paris.*50 %.*1 answer, right/ }).waitFor()
  expect(await seriousViolations(ada.page)).toEqual([])
  expect(await seriousViolations(stage.page)).toEqual([])
  expectUnknown(1)
  await press(phone, 'Show the leaderboard')
  await stage.page.locator('#spotlight .board-row').getByText('Ada').waitFor()
  expect(await seriousViolations(stage.page)).toEqual([])

  // A player who joins with the second question.
  await press(phone, 'Go to the next question')
  await press(phone, 'Start the question')
  const cy = await follow(server, AUDIENCE, PHONE)
  await cy.page.getByRole('button', { name: 'Play without a nickname' }).tap()
  for (const { page } of [ada, cy]) {
    await option(page, '2').tap()
    await option(page, '7').tap()
    await page.getByRole('button', { name: 'Send the answer' }).tap()
    await says(page, 'Your answer is in.')
  }
  await option(bob.page, '7').tap()
  await bob.page.getByRole('button', { name: 'Send the answer' }).tap()
  await says(stage.page, '3 answers from 3 players')
  expectUnknown(1)
  await press(phone, 'Close the question')
  await press(phone, 'Reveal the answer')
  await says(ada.page, 'You have 2,000 points: place 1 of 3.')
  await says(bob.page, 'You have 0 points: place 3 of 3.')

  await press(phone, 'Show the leaderboard')
  await press(phone, 'Go to the next question')
  await press(phone, 'Start the question')
  await stage.page.getByRole('timer').waitFor()
  await option(bob.page, 'WebSocket').tap()
  await says(bob.page, 'Your answer is in.')
  expectUnknown(2)
  await press(phone, 'Close the question')
  await press(phone, 'Reveal the answer')
  await says(bob.page, /^Right: \d+ points\.$/)
  await says(cy.page, 'You did not answer this one.')
  await press(phone, 'Show the leaderboard')
  await says(phone, 'All questions were asked')

  await moveTo(server, { h: 4, v: 0, f: -1 })
  for (const { page } of [ada, bob, cy, stage]) {
    const rows = page.locator('section.present .board-row')
    await rows.nth(2).waitFor()
    expect(await rows.locator('.board-name').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('Ada'), expect.stringContaining('guest 3')]),
    )
    expect(await seriousViolations(page)).toEqual([])
  }
  await says(ada.page, 'You have 2,000 points: place 1 of 3.')
  expect(server.app.talk(QUIZ).state.quiz).toMatchObject({ answered: 1, counts: [0, 1] })

  // The phone lists all players.
  await phone.getByText('More: all 3 players').click()
  const listed = phone.getByRole('list', { name: 'All players' }).locator('li')
  await expect.poll(() => listed.allInnerTexts()).toHaveLength(3)
  expect((await listed.allInnerTexts())[0]).toContain('Ada')
  expect(await seriousViolations(phone)).toEqual([])

  // The slide of an earlier question shows its result, to a newcomer, too.
  await moveTo(server, { h: 1, v: 0, f: -1 })
  const late = await follow(server, AUDIENCE, PHONE)
  for (const { page } of [ada, bob, stage, late]) await says(page, WHY[0]!)
  await says(ada.page, 'Right: 1,000 points.')
  await says(bob.page, 'Not this time.')
  await says(late.page, 'You did not answer this one.')
  await ada.page.getByRole('button', { name: /Paris.*50 %.*1 answer, right/ }).waitFor()
})

test('[U14] with the keyboard only, a participant joins and answers, and the slides stay', async () => {
  const server = await startServer({ deck: await quizDeck() })
  await moveTo(server, { h: 1, v: 0, f: -1 })
  await act(server, { type: 'quiz/start', question: 'one' })
  const { page } = await follow(server, AUDIENCE)
  await page.getByLabel('Your nickname').focus()
  await page.keyboard.type('Ada n')
  await page.keyboard.press('Enter')
  await option(page, 'London').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await says(page, 'Your answer is in.')
  expect(await option(page, 'Paris').getAttribute('aria-pressed')).toBe('true')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Paris')
  await page.getByRole('heading', { name: 'One' }).waitFor()
})

test('[U14] an answer that is given offline is pending, is sent once, and is refused if it comes too late', async () => {
  const server = await startServer({ deck: await quizDeck() })
  await moveTo(server, { h: 1, v: 0, f: -1 })
  await act(server, { type: 'quiz/start', question: 'one' })
  const ada = await follow(server, AUDIENCE, { ...PHONE, unstable: true })
  const { page } = ada
  await joinAfterStart(page, 'Ada')
  await offline(server, ada, true)
  await option(page, 'Paris').tap()
  await says(page, 'No connection. Your answer is sent as soon as it is back.')
  await offline(server, ada, false)
  await says(page, 'Your answer is in.')
  expect(server.app.talk(QUIZ).state.quiz).toMatchObject({ answered: 1, counts: [0, 1, 0, 0] })

  await act(server, { type: 'quiz/start', question: 'two' })
  await moveTo(server, { h: 2, v: 0, f: -1 })
  await option(page, '4').tap()
  await offline(server, ada, true)
  await page.getByRole('button', { name: 'Send the answer' }).tap()
  await says(page, 'No connection.')
  await act(server, { type: 'quiz/close', question: 'two' })
  await offline(server, ada, false)
  await says(page, 'Too late: the question was already closed.')
  expect(server.app.talk(QUIZ).state.quiz.answered).toBe(0)
})

test('[U4] [U14] the time runs by the server’s clock, whatever the browser’s clock says, and after it an answer is too late', async () => {
  let aheadMs = 0
  const server = await startServer({ deck: await quizDeck(), now: () => Date.now() + aheadMs })
  await moveTo(server, { h: 3, v: 0, f: -1 })
  const { page } = await follow(server, AUDIENCE, PHONE)
  // The browser's clock is an hour ahead.
  await page.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 3_600_000
  })
  await act(server, { type: 'quiz/start', question: 'three' })
  await page.reload()
  await page.getByRole('button', { name: 'Play without a nickname' }).tap()
  await page.getByRole('timer').waitFor()
  expect(Number(await page.locator('.quiz-seconds').innerText())).toBeGreaterThan(300)
  aheadMs = 601_000
  await option(page, 'WebSocket').tap()
  await says(page, 'Too late: the question was already closed.')
  expect(server.app.talk(QUIZ).state.quiz).toMatchObject({ answered: 0, question: { state: 'open' } })
})

test('[U8] [U16] hostile nicknames stay text in their row, on the stage, on a small page and on the phone', async () => {
  const server = await startServer({ deck: await quizDeck() })
  const talk = server.app.talk(QUIZ)
  const { page: phone } = await present(server, QUIZ)
  const small = { ...PHONE, viewport: { width: 320, height: 568 } }
  const { page } = await follow(server, AUDIENCE, small)
  const { page: stage } = await follow(server, `/${QUIZ}/stage`, PROJECTOR)
  await moveTo(server, { h: 4, v: 0, f: -1 })
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Quiz/ }).tap()
  await act(server, { type: 'quiz/start', question: 'one' })
  let shown = 0
  for (const [i, text] of hostileStrings().entries()) {
    const who = { role: 'audience', paired: false, id: `p${i}` } as const
    const joined = { id: newIntentId(), type: 'quiz/join', nickname: text.slice(0, 400) } as const
    if ((await talk.append(joined, who)).ok) shown += 1
  }
  expect(shown).toBeGreaterThan(30)
  // Each set of ten comes to the top once.
  const players = [...talk.state.quiz.players].filter(([, { nickname }]) => nickname !== '').map(([id]) => id)
  for (let from = 0; from < players.length; from += 10) {
    if (from > 0) await act(server, { type: 'quiz/reset' })
    if (from > 0) await act(server, { type: 'quiz/start', question: 'one' })
    for (const id of players.slice(from, from + 10)) {
      const options = [1]
      const answer = { id: newIntentId(), type: 'quiz/answer', question: 'one', options } as const
      await talk.append(answer, { role: 'audience', paired: false, id })
    }
    await act(server, { type: 'quiz/reveal', question: 'one' })
    const first = talk.state.quiz.players.get(players[from]!)?.number
    for (const each of [page, stage]) await each.locator(`[data-player="${first}"]`).waitFor()
    await phone.locator(`[data-player="${first}"]`).waitFor()
    for (const [each, list] of [
      [page, '.board'],
      [stage, '.board'],
      [phone, '.quiz-board'],
    ] as const) {
      const seen = await each.evaluate(look, list)
      expect(seen).toEqual({ made: [], wide: false, outside: 0 })
    }
  }
})

/** Runs inside the page. */
function look(list: string): { made: string[]; wide: boolean; outside: number } {
  const board = [...document.querySelectorAll(list)].find((each) => each.checkVisibility())!
  const box = board.getBoundingClientRect()
  const rows = [...board.querySelectorAll('li')]
  return {
    made: [...board.querySelectorAll('li *')]
      .map(({ localName }) => localName)
      .filter((name) => !/^(bdi|span|button)$/.test(name)),
    wide: document.documentElement.scrollWidth > innerWidth,
    outside: rows.filter((row) => {
      const { left, right, height } = row.getBoundingClientRect()
      return left < box.left - 1 || right > box.right + 1 || height > innerHeight / 2
    }).length,
  }
}

async function joinAfterStart(page: Page, nickname: string): Promise<void> {
  await page.getByLabel('Your nickname').fill(nickname)
  await page.getByRole('button', { name: 'Join the quiz' }).click()
  await option(page, 'Paris').waitFor()
}

async function offline(server: TestServer, { page, context }: Visitor, is: boolean): Promise<void> {
  await context.setOffline(is)
  if (is) server.app.http.closeAllConnections()
  await page.waitForSelector(is ? 'html:not([data-link=live])' : 'html[data-link=live]')
}
