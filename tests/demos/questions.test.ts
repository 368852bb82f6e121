/** The room's questions in real browsers: two people, the stage, the speaker's phone, a moderator. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { seriousViolations } from '../support/axe.ts'
import { connected, follow, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { hostileStrings } from '../support/hostile.ts'
import { showSlide } from '../support/moves.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const PATH = `/${TALK}/`

/** A follower's page with the dialog of *Ask* open. */
async function asker(
  server: TestServer,
  options = {},
): Promise<{ page: Page; context: Awaited<ReturnType<typeof follow>>['context'] }> {
  const { page, context } = await follow(server, PATH, { ...PHONE, ...options })
  await connected(page)
  await openAsk(page)
  return { page, context }
}

async function openAsk(page: Page): Promise<void> {
  await page.locator('#room [data-part=ask]').click()
  await field(page).waitFor()
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Questions' })
const field = (page: Page) => dialog(page).getByRole('textbox', { name: 'Your question' })
const voteFor = (page: Page, text: string) => dialog(page).getByRole('button', { name: `Vote for: ${text}` })

async function ask(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await dialog(page).getByRole('button', { name: 'Ask', exact: true }).click()
}

async function openSheet(phone: Page): Promise<ReturnType<Page['getByRole']>> {
  await phone.getByRole('button', { name: 'More' }).click()
  await phone
    .getByRole('dialog', { name: 'More' })
    .getByRole('button', { name: /^Questions/ })
    .click()
  return phone.getByRole('dialog', { name: 'Questions' })
}

test('[Q22] [Q23] [Q8] [Y1] a question from asking to answered, on two phones, the stage and for a late joiner', async () => {
  const server = await startServer()
  const { page: stage } = await follow(server, `${PATH}stage`, PROJECTOR)
  const { page: phone } = await present(server, TALK)
  const { page: ada } = await asker(server)
  const { page: bob } = await asker(server)
  await ask(ada, 'How long does it take?')
  await voteFor(bob, 'How long').click()
  await voteFor(ada, 'How long does it take?, 1 vote').waitFor()
  await dialog(ada)
    .getByRole('button', { name: /^Withdraw/ })
    .waitFor()
  expect(
    await dialog(bob)
      .getByRole('button', { name: /^Withdraw/ })
      .count(),
  ).toBe(0)

  await showSlide(server, 'live-questions')
  await stage.locator('live-questions').getByText('How long does it take?').waitFor()
  const sheet = await openSheet(phone)
  await sheet.getByRole('button', { name: 'To the stage this question: How long' }).click()
  await stage.locator('#spotlight').getByText('How long does it take?').waitFor()
  await stage.locator('#spotlight').getByText('1 vote').waitFor()
  await sheet.getByText('More', { exact: true }).click()
  await sheet.getByRole('textbox', { name: 'Reply' }).fill('A minute')
  await sheet.getByRole('button', { name: 'Reply this question' }).click()
  await sheet.getByRole('textbox', { name: /^Tags/ }).fill('Time')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByRole('button', { name: 'Time', exact: true }).click()
  for (const page of [ada, bob])
    await dialog(page).locator('.question-tag', { hasText: 'Time' }).first().waitFor()
  await sheet.getByRole('button', { name: 'Mark answered this question' }).click()
  for (const page of [ada, bob]) {
    await dialog(page).getByText('A minute').waitFor()
    await dialog(page).getByText('Answered').waitFor()
  }
  await stage.locator('#spotlight').getByText('A minute').waitFor()
  const { page: late } = await asker(server)
  await voteFor(late, 'How long does it take?, 1 vote').waitFor()
  await dialog(late).getByText('A minute').waitFor()

  // A move of the slides clears the spotlight.
  const first = { id: newIntentId(), type: 'position/goto', to: { h: 0, v: 0, f: -1 } } as const
  expect(await server.app.talk(TALK).append(first, SERVER)).toMatchObject({ ok: true })
  await stage.locator('#spotlight').waitFor({ state: 'hidden' })

  // A hidden question disappears from every screen; newcomers do not get it.
  await sheet.getByRole('button', { name: 'Hide this question: How long' }).click()
  for (const page of [ada, bob, late]) await voteFor(page, 'How long').waitFor({ state: 'detached' })
  const newcomer = await join(server, 'audience', {
    talk: TALK,
    cookie: await participantCookie(server, PATH),
  })
  newcomer.socket.emit('subscribe', { channel: 'questions', on: true })
  await newcomer.sees(({ questions }) => questions !== undefined)
  expect(newcomer.store.view.questions?.items).toEqual([])
})

test('[Q4] [Q22] approve first: held, shown to its author as waiting, approved on the phone; withdrawn by its author', async () => {
  const server = await startServer()
  const { page: phone } = await present(server, TALK)
  const sheet = await openSheet(phone)
  await sheet.getByRole('button', { name: /^Approve first/ }).click()
  const { page: ada } = await asker(server)
  const { page: bob } = await asker(server)
  await dialog(bob).getByText('A moderator reads each question').waitFor()
  await ask(ada, 'Why not polling?')
  await dialog(ada).getByText('Waits until a moderator shows it.').waitFor()
  await sheet.getByText('1 question waits for approval.').waitFor()
  expect(await dialog(bob).getByText('Why not polling?').count()).toBe(0)
  await sheet.getByRole('button', { name: 'Show this question: Why not' }).click()
  await voteFor(bob, 'Why not polling?').waitFor()
  await dialog(ada).getByText('Waits until a moderator shows it.').waitFor({ state: 'detached' })
  await dialog(ada)
    .getByRole('button', { name: /^Withdraw/ })
    .click()
  for (const page of [ada, bob]) await voteFor(page, 'Why not polling?').waitFor({ state: 'detached' })
  // Closed: the field disappears, and the page says so.
  await sheet.getByRole('button', { name: /^Closed/ }).click()
  await dialog(ada).getByText('The questions are closed.').waitFor()
  await field(ada).waitFor({ state: 'hidden' })
})

test('[Y2] [Y3] [Q24] a question and a vote made offline are sent once, also after a reload; a draft survives it', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  const { page: ada } = await asker(server)
  await ask(ada, 'Who is there?')
  await voteFor(ada, 'Who is there?').waitFor()
  const { page: bob, context } = await asker(server, { unstable: true })
  await voteFor(bob, 'Who is there?').waitFor()
  await context.setOffline(true)
  await bob.waitForSelector('html[data-link=reconnecting]', { state: 'attached' })
  await ask(bob, 'Is this kept?')
  await dialog(bob).getByText('Not sent yet: it is sent when there is a connection.').waitFor()
  await voteFor(bob, 'Who is there?').click()
  await field(bob).fill('An unfinished')
  await context.setOffline(false)
  await voteFor(ada, 'Is this kept?').waitFor()
  await voteFor(ada, 'Who is there?, 1 vote').waitFor()
  await bob.reload()
  await connected(bob)
  await openAsk(bob)
  expect(await field(bob).inputValue()).toBe('An unfinished')

  // The page is loaded again before the network is back: the next page sends it, without a press.
  await context.setOffline(true)
  await bob.waitForSelector('html[data-link=reconnecting]', { state: 'attached' })
  await ask(bob, 'And after a reload?')
  await dialog(bob).getByText('Not sent yet').waitFor()
  await context.setOffline(false)
  await bob.reload()
  await voteFor(ada, 'And after a reload?').waitFor()
  expect([...talk.state.questions.items].map(({ text, votes }) => [text, votes])).toEqual([
    ['Who is there?', 1],
    ['Is this kept?', 0],
    ['And after a reload?', 0],
  ])

  // Closed meanwhile: the refusal is shown until it is dismissed, and the text can be taken back.
  await openAsk(bob)
  await context.setOffline(true)
  await bob.waitForSelector('html[data-link=reconnecting]', { state: 'attached' })
  await ask(bob, 'Too late?')
  expect(
    await talk.append({ id: newIntentId(), type: 'question/mode', mode: 'closed' }, SERVER),
  ).toMatchObject({
    ok: true,
  })
  await context.setOffline(false)
  await dialog(bob).getByRole('button', { name: 'Remove: Too late?' }).click()
  await dialog(bob).getByText('Too late?').waitFor({ state: 'detached' })
  expect(talk.state.questions.items.length).toBe(3)
})

test('[Q25] ask, vote and moderate with keys only; axe-core finds no serious problem', async () => {
  const server = await startServer()
  const { page } = await follow(server, PATH)
  await connected(page)
  await page.locator('#room [data-part=ask]').focus()
  await page.keyboard.press('Enter')
  await field(page).waitFor()
  await field(page).focus()
  await page.keyboard.type('Can I use keys?')
  await page.keyboard.press('Enter')
  await voteFor(page, 'Can I use keys?').waitFor()
  await voteFor(page, 'Can I use keys?').focus()
  await page.keyboard.press('Space')
  const pressed = dialog(page).getByRole('button', {
    name: 'Vote for: Can I use keys?, 1 vote',
    pressed: true,
  })
  await pressed.waitFor()
  // The focus stays on the button that was pressed.
  await page.waitForFunction(() => document.activeElement?.classList.contains('question-vote') === true)
  expect(await seriousViolations(page)).toEqual([])
  // Keys in the dialog do not move the slides, and Escape leads back to the button.
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-part') === 'ask')
  expect(await seriousViolations(page)).toEqual([])

  const { page: phone } = await present(server, TALK)
  const sheet = await openSheet(phone)
  await sheet.getByRole('button', { name: 'To the stage this question' }).focus()
  await phone.keyboard.press('Enter')
  await sheet.getByRole('button', { name: 'On the stage this question', pressed: true }).waitFor()
  expect(await seriousViolations(phone)).toEqual([])
})

test('[Q20] similar questions are pointed out while typing, and a press votes for one', async () => {
  const server = await startServer()
  const { page: ada } = await asker(server)
  await ask(ada, 'What happens when the server restarts?')
  const { page: bob } = await asker(server)
  await voteFor(bob, 'What happens').waitFor()
  await field(bob).fill('what happens if the server crashes')
  await dialog(bob)
    .getByRole('button', { name: 'Vote instead for: What happens when the server restarts?' })
    .click()
  await voteFor(ada, 'What happens when the server restarts?, 1 vote').waitFor()
  expect(await field(bob).inputValue()).toBe('')
})

test('[Q27] hostile texts as questions, names and tags stay text in their box, on every screen', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  const person = await join(server, 'audience', { talk: TALK, cookie: await participantCookie(server, PATH) })
  // Past the rate of one person: the rules are those of everybody.
  const who = { role: 'audience', paired: false, id: 'participant-mallory' } as const
  const tags = hostileStrings()
    .filter((_, i) => i % 40 === 0)
    .slice(0, 8)
  await talk.append(
    { id: newIntentId(), type: 'question/tags', tags: tags.map((tag) => tag.slice(0, 200)) },
    SERVER,
  )
  const known = talk.state.questions.tags
  for (const [i, text] of hostileStrings().entries()) {
    if (i % 5 > 0) continue
    const id = newIntentId()
    await talk.append({ id, type: 'chat/name', name: text.slice(0, 400) }, who)
    await talk.append(
      { id: newIntentId(), type: 'question/ask', text: text.slice(0, 4000), named: true, tags: known },
      who,
    )
  }
  expect(talk.state.questions.items.length).toBeGreaterThan(20)
  person.socket.disconnect()
  await showSlide(server, 'live-questions')
  const { page: stage } = await follow(server, `${PATH}stage`, PROJECTOR)
  await stage.locator('live-questions .question').first().waitFor()
  const { page: ada } = await asker(server, { viewport: { width: 320, height: 568 } })
  await dialog(ada).locator('.question').nth(20).waitFor()
  const { page: phone } = await present(server, TALK)
  const sheet = await openSheet(phone)
  await sheet.locator('li').nth(20).waitFor()
  for (const page of [stage, ada, phone]) {
    const found = await page.evaluate(() => ({
      markup: document.querySelectorAll('.question-all :is(script, img, iframe, a, style, base)').length,
      wider: document.documentElement.scrollWidth - innerWidth,
      beyond: [...document.querySelectorAll<HTMLElement>('.question, .waiting-posts li')].filter(
        (row) => row.offsetParent !== null && row.getBoundingClientRect().right > innerWidth + 1,
      ).length,
    }))
    expect(found).toMatchObject({ markup: 0, beyond: 0 })
    expect(found.wider).toBeLessThanOrEqual(0)
  }
})

test('[Q28] a moderator moderates and replies on the page of the questions', async () => {
  const server = await startServer()
  const { page: ada } = await asker(server)
  await ask(ada, 'May I?')
  await voteFor(ada, 'May I?').waitFor()
  const [name, value = ''] = (await pairedCookie(server)).split('=')
  const { page, context } = await visit(server, '/')
  await context.addCookies([{ name: name ?? '', value, url: server.url }])
  await page.goto(`${server.url}/${TALK}/demos/questions`)
  await page.getByRole('button', { name: 'Answered: May I?' }).click()
  await dialog(ada).getByText('Answered').waitFor()
  await page.getByRole('button', { name: 'Reply and tags: May I?' }).click()
  await page.getByRole('textbox', { name: 'Reply' }).fill('Yes, you may.')
  expect(await seriousViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await dialog(ada).getByText('Yes, you may.').waitFor()
  await page.getByRole('button', { name: 'Hide: May I?' }).click()
  await voteFor(ada, 'May I?').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Show: May I?' }).click()
  await voteFor(ada, 'May I?').waitFor()
  expect(await seriousViolations(page)).toEqual([])
})
