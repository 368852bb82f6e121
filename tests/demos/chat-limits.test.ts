/** The chat's limits and the speaker's name, in real browsers: the switch on the phone, badges, reset names. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openMemoryLog } from '../../server/log/memory.ts'
import { DESKTOP, follow, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const CHAT = `/${TALK}/demos/chat`

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const said = (page: Page, text: string) => page.locator('.chat-item').filter({ hasText: text })

async function say(page: Page, text: string): Promise<void> {
  await message(page).fill(text)
  await message(page).press('Enter')
}

async function takeName(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Your name is/ }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('button', { name: 'Save' }).click()
}

test('[P34] [E136] [E142] the phone slows and closes the chat, and the audience sees it in the input row', async () => {
  const server = await startServer()
  const { page: phone } = await present(server)
  const { page: ada } = await visit(server, CHAT, PHONE)
  await say(ada, 'first')
  await said(ada, 'first').waitFor()
  await phone.getByRole('button', { name: 'More' }).click()
  const limit = phone.getByRole('button', { name: 'Limit the chat' })
  expect(await limit.innerText()).toBe('Limit the chat\nopen: everybody can write')
  await limit.click()
  await phone.getByRole('button', { name: 'Slow: 60 s' }).click()
  await phone.getByRole('dialog', { name: 'Chat' }).getByRole('status').getByText('every 60 s').waitFor()
  await ada.getByText('Slow mode: one message every 60 s.').waitFor()
  await say(ada, 'too soon')
  await ada.getByText(/^Not so fast: send it again in \d+ s\.$/).waitFor()
  await phone.getByRole('button', { name: 'Closed' }).click()
  await ada.getByText('The chat is closed.').waitFor()
  expect(await message(ada).getAttribute('readonly')).not.toBeNull()
  // Newcomers see it, too.
  const { page: late } = await visit(server, CHAT, PHONE)
  await late.getByText('The chat is closed.').waitFor()
  await phone.getByRole('button', { name: 'Open' }).click()
  await ada.getByText('The chat is closed.').waitFor({ state: 'hidden' })
  await say(ada, 'open again')
  await said(late, 'open again').waitFor()
})

test('[E136] slow mode applies on every connection and after a restart', async () => {
  const log = openMemoryLog()
  const first = await startServer({ log })
  const presenter = await join(first, 'presenter', { cookie: await pairedCookie(first) })
  const limit = { id: newIntentId(), type: 'chat/limit', open: true, slow: 600 } as const
  expect(await presenter.send(limit)).toMatchObject({ ok: true })
  const cookie = await participantCookie(first, CHAT)
  const text = (words: string) => ({ id: newIntentId(), type: 'chat/say', text: words }) as const
  const one = await join(first, 'audience', { cookie })
  const once = text('one')
  expect(await one.send(once)).toMatchObject({ ok: true })
  const other = await join(first, 'audience', { cookie })
  expect(await other.send(text('two'))).toMatchObject({ refusal: { code: 'rate-limited' } })
  // A retry of an accepted intent gets its first answer.
  expect(await other.send(once)).toMatchObject({ ok: true })
  const { author } = await one.query<{ author: number }>({ query: 'chat/me' })
  const { actor } = first.app.talk(TALK).state.chat.authors.at(author - 1)!
  await first.close()
  const second = await startServer({ log })
  const who = { role: 'audience', paired: false, id: actor } as const
  expect(await second.app.talk(TALK).append(text('three'), who)).toMatchObject({
    refusal: { code: 'rate-limited', retry: true },
  })
  const late = await join(second, 'audience')
  late.socket.emit('subscribe', { channel: 'chatLimit', on: true })
  await late.sees(({ chatLimit }) => chatLimit?.slow === 600 && chatLimit.open)
})

test('[E138] [E139] [E140] [E141] [AT35] the speaker is marked on every screen, is the only one with that name, and resets another name', async () => {
  const server = await startServer()
  const { page: ada } = await visit(server, CHAT, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await showSlide(server, 'live-chat')
  const { page: chair, context } = await visit(server, CHAT, DESKTOP)
  const [name = '', value = ''] = (await pairedCookie(server)).split('=')
  await context.addCookies([{ name, value, url: server.url }])
  await chair.reload()

  // Somebody has the speaker's name before the speaker takes it.
  await takeName(ada, 'Grace Hopper')
  await said(ada, `'guest' is now 'Grace Hopper'`).waitFor()
  await say(ada, 'I am not the speaker')
  await said(stage, 'Grace Hopper I am not the speaker').waitFor()
  await takeName(chair, 'Grace Hopper')
  await say(chair, 'I am')
  for (const page of [ada, stage, chair]) {
    await said(page, 'Grace Hopper speaker I am').waitFor()
    await said(page, 'guest 1 I am not the speaker').waitFor()
  }
  // Look-alikes of it are refused, too.
  await takeName(ada, 'Grаce H0pper')
  await ada.getByText('A speaker has this name: choose another.').waitFor()
  await ada.getByRole('textbox', { name: 'Your name' }).fill('something rude')
  await ada.getByRole('button', { name: 'Save' }).click()
  await say(ada, 'under a rude name')
  await said(chair, 'something rude under a rude name').waitFor()
  expect(await ada.getByRole('button', { name: /^Reset/ }).count()).toBe(0)
  await chair.getByRole('button', { name: 'Reset the name something rude' }).first().click()
  for (const page of [ada, stage, chair]) {
    await said(page, 'guest under a rude name').waitFor()
    await expect.poll(() => page.locator('.chat-list').innerText()).not.toContain('something rude')
  }
  await ada.getByRole('button', { name: 'Your name is guest: change it' }).waitFor()
  const { page: late } = await visit(server, CHAT, PHONE)
  await said(late, 'guest under a rude name').waitFor()
  expect(await late.locator('.chat-list').innerText()).not.toContain('rude:')
})

test('[E135] a page whose cookie is no longer valid gets a new one by itself, and its message is accepted', async () => {
  const server = await startServer()
  const { page, context } = await visit(server, CHAT, { ...PHONE, unstable: true })
  await message(page).waitFor()
  await context.setOffline(true)
  server.app.http.closeAllConnections()
  await page.locator('.chat-presence', { hasText: 'Reconnecting' }).waitFor()
  await context.clearCookies()
  await context.setOffline(false)
  await page.locator('.chat-presence', { hasText: 'here' }).waitFor()
  await say(page, 'still me')
  await said(page, 'still me').waitFor()
})
