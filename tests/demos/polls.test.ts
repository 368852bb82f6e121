/** Polls in real browsers: each kind from opening to the result, by thumb and by keyboard. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import { pollsOf } from '../../protocol/features/poll-deck.ts'
import { SERVER } from '../../protocol/role.ts'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, PROJECTOR } from '../support/browsers.ts'
import { newIntentId } from '../support/people.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const TALK = 'polls'

async function startPolls() {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const talk = server.app.talk(TALK)
  const polls = pollsOf(talk.state.talk.outline)
  const control = async (action: 'open' | 'close' | 'reveal' | 'again', poll: string): Promise<void> => {
    const ack = await talk.append({ id: newIntentId(), type: `poll/${action}`, poll }, SERVER)
    expect(ack).toMatchObject({ ok: true })
  }
  const go = async (poll: string): Promise<void> => {
    const slide = polls.find(({ id }) => id === poll)?.slide
    const to = { h: slide?.h ?? -1, v: 0, f: -1 }
    expect(await talk.append({ id: newIntentId(), type: 'position/goto', to }, SERVER)).toMatchObject({
      ok: true,
    })
  }
  return { server, talk, control, go }
}

const audience = (server: TestServer) => follow(server, `/${TALK}/`, PHONE).then(({ page }) => page)
const onSlide = (page: Page, poll: string) => page.locator(`.present live-poll#${poll}`)

/** How a person votes, and what the stage then shows. */
const KINDS: Record<PollKind, { vote: (page: Page) => Promise<void>; shown: string | RegExp }> = {
  single: {
    vote: (page) => page.getByRole('button', { name: 'Go', exact: true }).tap(),
    shown: /Go100 %, 1 vote/,
  },
  multiple: {
    async vote(page) {
      await page.getByRole('button', { name: /^Phone/ }).tap()
      await page.getByRole('button', { name: /^Laptop/ }).tap()
    },
    shown: /Laptop100 %, 1 vote/,
  },
  yesno: { vote: (page) => page.getByRole('button', { name: /^Yes/ }).tap(), shown: /Yes100 %, 1 vote/ },
  scale: {
    vote: (page) => page.getByRole('button', { name: '4', exact: true }).tap(),
    shown: /4: 100 %, 1 vote/,
  },
  estimate: {
    async vote(page) {
      await page.locator('.present .poll-number').fill('42')
      await page.getByRole('button', { name: 'Send' }).tap()
    },
    shown: 'Mean 42 ms · median 42 ms',
  },
  ranking: {
    async vote(page) {
      await page.getByRole('button', { name: 'Move “Polling” down' }).tap()
      await page.getByRole('button', { name: 'Send' }).tap()
    },
    shown: /Streaming⌀ 1.0/,
  },
  text: {
    async vote(page) {
      await page.getByRole('textbox').fill('Less <b>polling</b>')
      await page.getByRole('button', { name: 'Send' }).tap()
    },
    shown: 'Less <b>polling</b>',
  },
  words: {
    async vote(page) {
      await page.getByRole('textbox', { name: 'Word 1' }).fill('Sockets')
      await page.getByRole('button', { name: 'Send' }).tap()
    },
    shown: 'Sockets, 1 vote',
  },
  points: {
    async vote(page) {
      const more = page.getByRole('button', { name: 'More points for “Speed”' })
      for (let i = 0; i < 10; i++) await more.tap()
      await page.getByRole('button', { name: 'Send' }).tap()
    },
    shown: /Speed100/,
  },
  place: {
    vote: (page) => page.locator('.present .poll-picture').tap({ position: { x: 5, y: 5 } }),
    shown: 'top left 100 %',
  },
  path: {
    vote: (page) => page.getByRole('button', { name: /^The long way/ }).tap(),
    shown: /The long way100 %, 1 vote/,
  },
}

const PARTS: PollKind[][] = [
  ['single', 'multiple', 'yesno', 'scale'],
  ['estimate', 'ranking', 'text', 'words'],
  ['points', 'place', 'path'],
]

test.each(PARTS)(
  '[O1] [O3] [O14] %s, …: a vote changes nothing on the stage while results are hidden, and the reveal shows it',
  async (...kinds) => {
    const { server, talk, control, go } = await startPolls()
    const ada = await audience(server)
    const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
    for (const kind of kinds) {
      const { vote, shown } = KINDS[kind]
      await go(kind)
      await onSlide(ada, kind).getByText('This poll is not open yet.').waitFor()
      await onSlide(stage, kind).getByText('Voting has not started yet.').waitFor()
      await control('open', kind)
      await onSlide(stage, kind).getByText('0 votes').waitFor()
      await vote(ada)
      await onSlide(ada, kind).getByText('Your vote counts. You can change it.').waitFor()
      await onSlide(stage, kind).getByText('1 vote', { exact: true }).waitFor()
      expect(await onSlide(stage, kind).textContent()).not.toMatch(shown)
      await control('close', kind)
      await onSlide(ada, kind).getByText('The poll is closed. The results are not shown yet.').waitFor()
      await control('reveal', kind)
      for (const page of [ada, stage]) {
        await expect.poll(() => onSlide(page, kind).textContent(), { timeout: 60_000 }).toMatch(shown)
        expect(await seriousViolations(page)).toEqual([])
      }
      expect(talk.state.poll.polls.at(-1)?.votes).toBe(1)
    }
  },
)

test('[O14] [O17] by keyboard only: a vote from the slide and from the bar; offline it waits, and is answered later', async () => {
  const { server, talk, control, go } = await startPolls()
  await control('open', 'yesno')
  const { page: ada, context } = await follow(server, `/${TALK}/`, { ...PHONE, unstable: true })
  // The poll is on another slide, so the bar offers it.
  await ada.getByRole('button', { name: 'Vote', exact: true }).focus()
  await ada.keyboard.press('Enter')
  const dialog = ada.getByRole('dialog', { name: 'Poll' })
  await dialog.getByRole('button', { name: /^Yes/ }).focus()
  await ada.keyboard.press('Space')
  await dialog.getByText('Your vote counts. You can change it.').waitFor()
  await ada.keyboard.press('Escape')
  expect(talk.state.poll.polls[0]?.counts).toEqual([1, 0])

  await go('yesno')
  await onSlide(ada, 'yesno').getByRole('button', { name: /^Yes/, pressed: true }).waitFor()
  await context.setOffline(true)
  await onSlide(ada, 'yesno').getByRole('button', { name: /^No/ }).focus()
  await ada.keyboard.press('Enter')
  await onSlide(ada, 'yesno').getByRole('button', { name: /^No/, pressed: true }).waitFor()
  await context.setOffline(false)
  await onSlide(ada, 'yesno').getByText('Your vote counts. You can change it.').waitFor()
  await expect.poll(() => talk.state.poll.polls[0]?.counts, { timeout: 60_000 }).toEqual([0, 1])
  // The slide did not move.
  expect(talk.state.position.h).toBe(3)
  await context.setOffline(true)
  await onSlide(ada, 'yesno').getByRole('button', { name: /^Yes/ }).tap()
  await onSlide(ada, 'yesno').getByRole('button', { name: /^Yes/, pressed: true }).waitFor()
  await control('close', 'yesno')
  await context.setOffline(false)
  await onSlide(ada, 'yesno').getByText('Your vote was too late: the poll is closed.').waitFor()
  await onSlide(ada, 'yesno').getByRole('button', { name: /^No/, pressed: true }).waitFor()
  await ada.getByRole('button', { name: 'Vote', exact: true }).waitFor({ state: 'hidden' })
})

test('[O6] [O7] next opens, closes and shows a poll, and goes where most of the room wants', async () => {
  const { server, talk, control, go } = await startPolls()
  const next = async (): Promise<void> => {
    const from = talk.state.position
    expect(await talk.append({ id: newIntentId(), type: 'position/next', from }, SERVER)).toMatchObject({
      ok: true,
    })
  }
  await go('steps')
  const ada = await audience(server)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await onSlide(stage, 'steps').getByText('Voting has not started yet.').waitFor()
  await next()
  await onSlide(ada, 'steps').getByRole('button', { name: /^Yes/ }).tap()
  await onSlide(stage, 'steps').getByText('1 vote', { exact: true }).waitFor()
  await next()
  await onSlide(stage, 'steps').getByText('1 vote · closed').waitFor()
  await next()
  await onSlide(stage, 'steps').getByText('100 %').waitFor()

  await go('path')
  await control('open', 'path')
  await onSlide(ada, 'path')
    .getByRole('button', { name: /^The short way/ })
    .tap()
  await onSlide(ada, 'path').getByText('Your vote counts. You can change it.').waitFor()
  await next()
  for (const page of [ada, stage])
    await page.locator('.present').getByRole('heading', { name: 'Short' }).waitFor()
})

test('[O19] on the smallest phone, options side by side stay on one line, and results change no heights', async () => {
  const folder = join(await temporaryFolder(), 'narrow')
  await mkdir(folder)
  await writeFile(join(folder, 'deck.md'), '## Narrow\n\n::: poll {#narrow .row kind=yesno}\nReally?\n:::\n')
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/narrow/', { ...PHONE, viewport: { width: 320, height: 568 } })
  const rows = page.locator('.present .choice')
  await rows.last().waitFor()
  const heights = (): Promise<number[]> => rows.evaluateAll((all) => all.map((row) => row.clientHeight))
  const lines = await page
    .locator('.present .choice-label')
    .evaluateAll((labels) =>
      labels.map((label) => label.clientHeight / Number.parseFloat(getComputedStyle(label).lineHeight)),
    )
  expect(lines.map(Math.round)).toEqual([1, 1])
  const before = await heights()
  const talk = server.app.talk('narrow')
  for (const action of ['open', 'reveal'] as const)
    await talk.append({ id: newIntentId(), type: `poll/${action}`, poll: 'narrow' }, SERVER)
  await rows.first().tap()
  await rows.first().getByText('100 %').waitFor()
  expect(await heights()).toEqual(before)
})
