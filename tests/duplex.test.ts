/** Slide 28: the chat's real traffic runs along the drawn wires, one direction at a time. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { SERVER } from '../protocol/role.ts'
import { seriousViolations } from './support/axe.ts'
import { follow, PHONE, PROJECTOR } from './support/browsers.ts'
import { newIntentId } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const TALK = 'sockets-and-lies'
const SLIDE = 27

async function show(server: TestServer, h: number): Promise<void> {
  const goto = { id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } } as const
  expect((await server.app.talk(TALK).append(goto, SERVER)).ok).toBe(true)
}

async function say(server: TestServer, by: string): Promise<void> {
  const intent = { id: newIntentId(), type: 'chat/say', text: `of ${by}` } as const
  const ack = await server.app.talk(TALK).append(intent, { role: 'audience', paired: false, id: by })
  expect(ack.ok).toBe(true)
}

const duplex = (page: Page, turn: string) => page.locator(`live-duplex[data-turn=${turn}]`)

/** Notes every turn from now on, with the wires that rest in it. Runs inside the page. */
function noteTurns(): void {
  const element = document.querySelector<HTMLElement>('live-duplex')!
  const turns: string[] = []
  Object.assign(globalThis, { turns })
  new MutationObserver(() => {
    // The classes follow in the same turn of the page.
    const resting = [...element.querySelectorAll('.live-rests')].map((each) => each.classList[0])
    turns.push(`${element.dataset['turn']}, not ${resting.join('+')}, ${moving(element)}`)
  }).observe(element, { attributeFilter: ['data-turn'] })
  const moving = (inside: Element): string =>
    [...inside.querySelectorAll('.live-message')].map((dot) => dot.parentElement?.classList[0]).join('+')
}
const turns = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { turns: string[] }).turns)

test('[E119] what the room says comes in, then goes out, and never both at once', async () => {
  const server = await startServer()
  await say(server, 'earlier')
  await show(server, SLIDE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: phone } = await follow(server, `/${TALK}/`, PHONE)
  for (const page of [stage, phone]) await duplex(page, 'idle').waitFor()
  for (const page of [stage, phone]) await page.evaluate(noteTurns)
  expect(await stage.getByRole('button', { name: 'Wave in the chat' }).count()).toBe(0)

  await Promise.all([say(server, 'ada'), say(server, 'bob')])
  await stage.getByText('It receives 2 messages from the room, and cannot send.').waitFor()
  await stage.getByText('It sends 2 messages to everybody, and cannot receive.').waitFor()
  for (const page of [stage, phone]) expect(await seriousViolations(page)).toEqual([])
  // What others say only comes to this browser.
  for (const page of [stage, phone]) await duplex(page, 'idle').waitFor()
  expect(await turns(stage)).toEqual([
    'receive, not send, receive+receive',
    'send, not receive, send+send',
    'idle, not , ',
  ])
  expect(await turns(phone)).toEqual(['send, not receive, send+send', 'idle, not , '])

  await phone.getByRole('button', { name: 'Wave in the chat' }).tap()
  await phone.getByText('It receives 1 message from you, and cannot send.').waitFor()
  await phone.getByText('It sends 1 message to you, and cannot receive.').waitFor()
  await duplex(phone, 'idle').waitFor()
  expect(server.app.talk(TALK).state.chat.items.at(-1)?.text).toBe('👋')
})

test('[E120] with reduced motion nothing moves, hidden nothing runs and the still stands', async () => {
  const server = await startServer()
  await show(server, SLIDE)
  const { page } = await follow(server, `/${TALK}/stage`, { ...PROJECTOR, reducedMotion: 'reduce' })
  await duplex(page, 'idle').waitFor()
  await say(server, 'ada')
  await duplex(page, 'receive').waitFor()
  const moving = (): Promise<number> =>
    page.evaluate(() => document.querySelector('live-duplex')!.getAnimations({ subtree: true }).length)
  expect(await moving()).toBe(0)
  await duplex(page, 'send').waitFor()
  expect(await moving()).toBe(0)

  await show(server, SLIDE + 1)
  await page.locator('live-duplex:not([data-live]) svg').waitFor({ state: 'attached' })
  await expect.poll(() => server.app.watched(TALK)).not.toContain('chat')
  expect(await page.locator('live-duplex .live-panel').count()).toBe(0)
})
