/** The chat's real traffic along the drawn wires, one direction at a time. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const show = (server: TestServer) => showSlide(server, 'live-duplex')

async function say(server: TestServer, by: string): Promise<void> {
  const intent = { id: newIntentId(), type: 'chat/say', text: `of ${by}` } as const
  const ack = await server.app.talk(TALK).append(intent, { role: 'audience', paired: false, id: by })
  expect(ack.ok).toBe(true)
}

const duplex = (page: Page, turn: string) => page.locator(`live-duplex[data-turn=${turn}]`)

/** Records every turn: its wire, the idle wires, the dots, and its text. Runs inside the page. */
function noteTurns(): void {
  const element = document.querySelector<HTMLElement>('live-duplex')!
  const turns: string[] = []
  Object.assign(globalThis, { turns })
  const note = (): void => {
    const turn = element.dataset['turn']
    words.push(element.querySelector('.live-words')?.textContent ?? '')
    if (turn === 'idle') return void turns.push(turn)
    const resting = [...element.querySelectorAll('.live-rests')].map((each) => each.classList[0])
    // The dots of this turn. Each arrives before the next turn starts, 1.1 s later.
    const dots = [...element.querySelectorAll(`.${turn} .live-message`)]
    const ends = dots
      .flatMap((dot) => dot.getAnimations())
      .map(({ effect }) => effect?.getComputedTiming().endTime)
    const late = ends.filter((end) => Number(end) > 1100).length
    turns.push(`${turn}, not ${resting.join('+')}: ${dots.length} dots, ${late} late`)
  }
  const words: string[] = []
  Object.assign(globalThis, { words })
  // Everything else about a turn changes in the same task of the page, so it is there when this runs.
  new MutationObserver(note).observe(element, { attributeFilter: ['data-turn'] })
}
interface Noted {
  turns: string[]
  words: string[]
}
/** The recorded turns, once there are enough, including the pause at the end. */
async function noted(page: Page, count: number): Promise<Noted> {
  await page.waitForFunction((many) => (globalThis as unknown as Noted).turns.length >= many, count)
  return page.evaluate(() => {
    const { turns, words } = globalThis as unknown as Noted
    return { turns: turns.splice(0), words: words.splice(0) }
  })
}

test('[E119] messages come in, then go out, and never both at once', async () => {
  const server = await startServer()
  await say(server, 'earlier')
  await show(server)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: phone } = await follow(server, `/${TALK}/`, PHONE)
  for (const page of [stage, phone]) await duplex(page, 'idle').waitFor()
  for (const page of [stage, phone]) await page.evaluate(noteTurns)
  expect(await stage.getByRole('button', { name: 'Wave in the chat' }).count()).toBe(0)

  await Promise.all([say(server, 'ada'), say(server, 'bob')])
  expect(await noted(stage, 3)).toEqual({
    turns: ['receive, not send: 2 dots, 0 late', 'send, not receive: 2 dots, 0 late', 'idle'],
    words: [
      'It receives 2 messages from the room, and cannot send.',
      'It sends 2 messages to everybody, and cannot receive.',
      expect.any(String),
    ],
  })
  // Messages of others only come in to this browser.
  expect((await noted(phone, 2)).turns).toEqual(['send, not receive: 2 dots, 0 late', 'idle'])
  for (const page of [stage, phone]) expect(await seriousViolations(page)).toEqual([])

  await phone.getByRole('button', { name: 'Wave in the chat' }).tap()
  expect((await noted(phone, 3)).words.slice(0, 2)).toEqual([
    'It receives 1 message from you, and cannot send.',
    'It sends 1 message to you, and cannot receive.',
  ])
  expect(server.app.talk(TALK).state.chat.items.at(-1)?.text).toBe('👋')
})

test('[E119] the first message of a person is their own, also when the server says late whose it is', async () => {
  const server = await startServer()
  await show(server)
  const { page } = await follow(server, `/${TALK}/`, PHONE)
  const held: (() => void)[] = []
  let holds = false
  let patches = 0
  await page.routeWebSocket(/socket\.io/, (near) => {
    const far = near.connectToServer()
    near.onMessage((message) => {
      if (holds && String(message).includes('chat/me')) held.push(() => far.send(message))
      else far.send(message)
    })
    far.onMessage((message) => {
      near.send(message)
      if (/"patch","[^"]+","chat",/.test(String(message))) patches += 1
    })
  })
  await page.reload()
  await duplex(page, 'idle').waitFor()
  await page.evaluate(noteTurns)
  holds = true
  const before = patches
  await page.getByRole('button', { name: 'Wave in the chat' }).tap()
  await expect.poll(() => held.length > 0 && patches > before).toBe(true)
  for (const send of held) send()
  expect((await noted(page, 3)).words.slice(0, 2)).toEqual([
    'It receives 1 message from you, and cannot send.',
    'It sends 1 message to you, and cannot receive.',
  ])
})

test('[E120] with reduced motion nothing moves; while hidden, nothing runs and the still is shown', async () => {
  const server = await startServer()
  await show(server)
  const { page } = await follow(server, `/${TALK}/stage`, { ...PROJECTOR, reducedMotion: 'reduce' })
  await duplex(page, 'idle').waitFor()
  await page.evaluate(noteTurns)
  await say(server, 'ada')
  expect((await noted(page, 3)).turns).toEqual([
    'receive, not send: 0 dots, 0 late',
    'send, not receive: 0 dots, 0 late',
    'idle',
  ])
  const moving = (): Promise<number> =>
    page.evaluate(() => document.querySelector('live-duplex')!.getAnimations({ subtree: true }).length)
  expect(await moving()).toBe(0)

  await showNone(server)
  await page.locator('live-duplex:not([data-live]) svg').waitFor({ state: 'attached' })
  await expect.poll(() => server.app.subscribed(TALK)).not.toContain('chat')
  expect(await page.locator('live-duplex .live-panel').count()).toBe(0)
})
