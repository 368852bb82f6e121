/** Typing in the chat, in real browsers and over two servers with one log. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Who } from '../../protocol/role.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { DESKTOP, follow, PHONE, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const CHAT = `/${TALK}/demos/chat`

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const typing = (page: Page) => page.locator('.chat-typing')

const showChat = (server: TestServer) => showSlide(server, 'live-chat')

test('[E26] [E27] [E28] [E29] typing is shown to the others, on every node, until the message is sent or cleared', async () => {
  const log = openMemoryLog()
  const server = await startServer({ log })
  const second = await startServer({ log })
  await showChat(server)
  const { page: ada } = await visit(server, CHAT, PHONE)
  const { page: bob } = await visit(server, CHAT, PHONE)
  const { page: far } = await visit(second, CHAT, DESKTOP)
  const { page: stage } = await follow(second, `/${TALK}/stage`, PROJECTOR)
  for (const page of [ada, bob, far]) await message(page).waitFor()
  await ada.getByRole('button', { name: 'Your name is guest: change it' }).click()
  await ada.getByRole('textbox', { name: 'Your name' }).fill('ada')
  await ada.getByRole('button', { name: 'Save' }).click()
  await ada.getByRole('button', { name: 'Your name is ada: change it' }).waitFor()
  // Typing a name is not typing a message.
  expect(await typing(bob).textContent()).toBe('')

  await message(ada).fill('hello')
  for (const page of [bob, far, stage]) await typing(page).getByText('ada is writing').waitFor()
  expect(await typing(ada).textContent()).toBe('')
  await message(bob).fill('me too')
  for (const page of [far, stage]) await typing(page).getByText('ada and 1 other are writing').waitFor()
  await typing(ada).getByText('somebody is writing').waitFor()
  // Nothing in it interrupts a screen reader.
  const loud = await far.evaluate(() =>
    document.querySelector('.chat-typing')!.closest('[role], [aria-live]'),
  )
  expect(loud).toBeNull()

  await message(ada).press('Enter')
  await typing(far).getByText('somebody is writing').waitFor()
  await message(bob).fill('')
  await typing(far).getByText('somebody').waitFor({ state: 'detached' })
  const kinds = []
  for await (const { event } of log.read(TALK, 0)) kinds.push(event.type)
  expect(kinds.filter((type) => type.startsWith('chat/'))).toEqual(['chat/named', 'chat/said'])
})

test('[E29] while another slide shows, no browser sends or watches typing', async () => {
  const server = await startServer()
  const who: Who = { role: 'audience', paired: false, id: 'p1' }
  await showChat(server)
  const { page: phone } = await follow(server, `/${TALK}/`, PHONE)
  const { page: other } = await visit(server, CHAT, PHONE)
  await message(phone).waitFor()
  await server.app.talk(TALK).append({ id: newIntentId(), type: 'chat/say', text: 'hi' }, who)
  await message(phone).fill('half a thou')
  await typing(other).getByText('somebody is writing').waitFor()
  await showNone(server)
  await typing(other).getByText('somebody').waitFor({ state: 'detached' })
  await other.close()
  await expect.poll(() => server.app.subscribed(TALK)).not.toContain('typing')
})
