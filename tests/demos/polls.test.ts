/** Polls in real browsers: each kind from opening to the result, by thumb and by keyboard. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import { pollsOf } from '../../protocol/features/poll-deck.ts'
import { SERVER } from '../../protocol/role.ts'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, PROJECTOR } from '../support/browsers.ts'
import { newIntentId } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

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

test('[O1] [O3] [O14] of each kind, a vote changes nothing on the stage while results are hidden, and the reveal shows it', async () => {
  const { server, talk, control, go } = await startPolls()
  const ada = await audience(server)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  for (const kind of Object.keys(KINDS) as PollKind[]) {
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
  // After a reload the page still knows its vote.
  await control('open', 'path')
  await ada.reload()
  await onSlide(ada, 'path').getByText('Your vote counts. You can change it.').waitFor()
})
