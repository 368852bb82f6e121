/** The exhibits about the protocol in real browsers: each browser sees its own connection, and no other. */
import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { OPCODES } from '../../demos/handshake/frame.ts'
import { follow, PHONE, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { moveTo, showSlide, slideOf } from '../support/moves.ts'
import { startNoUpgradeProxy } from '../support/no-upgrade-proxy.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

const AUDIENCE = `/${TALK}/`
const POLLING = 'This browser uses long-polling'

/** The browser's own record of its WebSocket, from its network panel. */
interface Wire {
  key: string
  accept: string
  /** Texts of the frames in both directions. */
  received: string[]
  sent: string[]
}

async function tapWire(page: Page): Promise<Wire> {
  const wire: Wire = { key: '', accept: '', received: [], sent: [] }
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.webSocketHandshakeResponseReceived', ({ response }) => {
    wire.key = find(response.requestHeaders ?? {}, 'sec-websocket-key')
    wire.accept = find(response.headers, 'sec-websocket-accept')
  })
  session.on('Network.webSocketFrameReceived', ({ response }) => wire.received.push(response.payloadData))
  session.on('Network.webSocketFrameSent', ({ response }) => wire.sent.push(response.payloadData))
  await page.reload()
  await page.waitForSelector('.reveal.ready')
  await expect.poll(() => wire.accept).not.toBe('')
  return wire
}

function find(headers: Record<string, string>, name: string): string {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1] ?? ''
}

const shown = (page: Page, inside: string) => page.locator(`section.present ${inside}`)

test('[E62] a browser shows only its own handshake', async () => {
  const server = await startServer()
  const pages = await Promise.all([1, 2].map(async () => (await follow(server, AUDIENCE)).page))
  const wires = await Promise.all(pages.map(tapWire))
  expect(wires[0]?.key).not.toBe(wires[1]?.key)
  await showSlide(server, 'live-handshake')
  for (const [i, page] of pages.entries()) {
    const lines = shown(page, 'live-handshake .header-lines')
    await lines.waitFor()
    const text = await lines.innerText()
    expect(text).toContain(`Sec-WebSocket-Key: ${wires[i]?.key}`)
    expect(text).not.toContain(wires[1 - i]?.key)
    expect(text).toMatch(/^GET \/socket\.io\/\S* HTTP\/1\.1\n/)
    expect(text).toContain('Upgrade: websocket')
    await shown(page, 'svg').waitFor()
  }
})

test('[E61] secrets in a request are masked before they leave the server', async () => {
  const server = await startServer()
  const { page, context } = await follow(server, AUDIENCE)
  const [cookie] = await context.cookies()
  const arrived = page.waitForResponse((response) => response.url().endsWith('/exhibits/request'))
  await showSlide(server, '#request')
  const lines = shown(page, 'live-request .header-lines')
  await lines.getByText(`${cookie?.name}=••••`).waitFor()
  expect(await (await arrived).text()).not.toContain(cookie?.value)
  await showSlide(server, 'live-handshake')
  await shown(page, 'live-handshake .header-lines').getByText(`${cookie?.name}=••••`).waitFor()
  expect(await page.content()).not.toContain(cookie?.value)
})

test('[E60] a request is answered with its own head, to its sender only, and nothing is kept', async () => {
  const server = await startServer()
  const response = await fetch(`${server.url}/${TALK}/exhibits/request`, {
    headers: { Authorization: 'Bearer s3cret', 'X-Forwarded-For': '203.0.113.7' },
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  const { start, headers } = (await response.json()) as { start: string; headers: [string, string][] }
  expect(start).toBe(`GET /${TALK}/exhibits/request HTTP/1.1`)
  expect(headers).toContainEqual(['Authorization', 'Bearer ••••'])
  expect(headers).toContainEqual(['X-Forwarded-For', '203.0.113.7'])
})

test('[E63] the lines of the real request are highlighted with the steps', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  const at = await showSlide(server, '#lines')
  const lit = () => shown(page, '.header-lines .lit b').allInnerTexts()
  await expect.poll(lit).toEqual(['Upgrade:'])
  await moveTo(server, { ...at, f: 0 })
  await expect.poll(async () => (await lit()).toSorted()).toEqual(['Connection:', 'Upgrade:'])
  await moveTo(server, { ...at, f: 3 })
  await expect.poll(lit).toHaveLength(4)
  await moveTo(server, { ...at, f: 0 })
  await expect.poll(lit).toHaveLength(2)
  await shown(page, 'live-handshake').getByText('This browser did not send it.').waitFor()
})

test('[E63] if the handshake arrives late, the slide is still at its step', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  const held: (() => void)[] = []
  let free = false
  await page.routeWebSocket(/socket\.io/, (near) => {
    const far = near.connectToServer()
    near.onMessage((message) => {
      if (free || !String(message).includes('exhibit/handshake')) far.send(message)
      else held.push(() => far.send(message))
    })
  })
  await page.reload()
  await page.locator('html[data-link=live]').waitFor({ state: 'attached' })
  const at = { ...(await showSlide(server, '#lines')), f: 1 }
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await moveTo(server, at)
  await expectShown(page, at)
  free = true
  for (const send of held) send()
  await expect.poll(() => shown(page, '.header-lines .lit').count()).toBe(3)
  await expectShown(page, at)
})

test('[E64] the accept value is computed from the browser’s own key, and equals what the server sent', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  const wire = await tapWire(page)
  await moveTo(server, { ...slideOf(server, '#accept'), f: 3 })
  const rows = shown(page, 'live-handshake dd')
  await expect.poll(() => rows.nth(0).innerText()).toBe(wire.key)
  expect(await rows.nth(3).innerText()).toBe(wire.accept)
  expect(await rows.nth(4).innerText()).toBe(`${wire.accept} = what the server sent`)
})

test('[E63] the real response is shown, and for how long the connection has been open', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  const wire = await tapWire(page)
  await showSlide(server, '#answer')
  const box = shown(page, 'live-handshake')
  await box.getByText(wire.accept).waitFor()
  const timer = box.getByRole('timer')
  const first = await timer.innerText()
  await expect.poll(() => timer.innerText()).not.toBe(first)
  await showSlide(server, '#scheme')
  await shown(page, 'live-handshake').getByText(`ws://127.0.0.1:${server.port}/socket.io/`).waitFor()
})

test('[E66] the frames of typed text are shown, and the frame that moved to this slide', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  const wire = await tapWire(page)
  await showSlide(server, 'live-frame')
  const [up, down, slide] = [0, 1, 2].map((i) => shown(page, 'live-frame figure').nth(i)) as [
    ReturnType<typeof shown>,
    ReturnType<typeof shown>,
    ReturnType<typeof shown>,
  ]
  const bits = async (figure: typeof up, field: string): Promise<number[]> =>
    (await figure.locator(`.${field} .byte`).allInnerTexts()).map((byte) => Number.parseInt(byte, 2))
  await shown(page, 'live-frame input').fill('Hi!')
  await expect.poll(() => bits(down, 'payload')).toEqual([...Buffer.from('Hi!')])
  for (const figure of [up, down]) {
    expect(await bits(figure, 'fin')).toEqual([1])
    expect(await bits(figure, 'rsv')).toEqual([0])
    expect(OPCODES[(await bits(figure, 'opcode'))[0] as keyof typeof OPCODES]).toBe('text')
    expect(await bits(figure, 'length')).toEqual([3])
  }
  expect(await bits(down, 'mask')).toEqual([0])
  expect(await bits(up, 'mask')).toEqual([1])
  const key = await bits(up, 'masking-key')
  expect(key).toHaveLength(4)
  const covered = await bits(up, 'payload')
  expect(Buffer.from(covered.map((byte, i) => byte ^ (key[i] ?? 0))).toString()).toBe('Hi!')

  await expect.poll(() => slide.innerText()).toContain('This slide’s own frame')
  const text = await slide.locator('code').innerText()
  expect(text).toMatch(/^42\["patch",/)
  expect(wire.received).toContain(text)

  const longer = shown(page, 'live-frame button')
  await longer.click()
  expect(await bits(down, 'length')).toEqual([126])
  expect(await bits(down, 'more-length')).toEqual([0, 126])
  await longer.click()
  expect(await bits(up, 'length')).toEqual([127])
  expect(await bits(up, 'more-length')).toEqual([0, 0, 0, 0, 0, 1, 0, 0])
  await up.locator('.masking-key').focus()
  await shown(page, 'live-frame').getByText('masking key: random').waitFor()
})

test('[E67] with long-polling the exhibits say that there is no handshake and no frame', async () => {
  let proxied = ''
  const server = await startServer({ origin: () => proxied })
  const proxy = await startNoUpgradeProxy(server.port)
  proxied = proxy.url
  const { page } = await follow(proxy, AUDIENCE, { ...PHONE, unstable: true })
  await showSlide(server, 'live-handshake')
  await shown(page, 'live-handshake').getByText(POLLING).waitFor()
  await shown(page, 'live-handshake').getByText('dGhlIHNhbXBsZSBub25jZQ==').waitFor()
  await moveTo(server, { ...slideOf(server, '#accept'), f: 3 })
  await shown(page, 'live-handshake').getByText(POLLING).waitFor()
  await showSlide(server, '#scheme')
  await shown(page, 'live-handshake').getByText('This browser is on neither').waitFor()
  await showSlide(server, 'live-frame')
  await shown(page, 'live-frame').getByText(POLLING).waitFor()
})

test('[E68] headers added by proxies are shown; the stage shows no address', async () => {
  const server = await startServer()
  const extraHTTPHeaders = { 'X-Forwarded-For': '203.0.113.7', Via: '1.1 hall' }
  const { page } = await follow(server, AUDIENCE, { extraHTTPHeaders })
  const { page: stage } = await follow(server, `/${TALK}/stage`, { ...PROJECTOR, extraHTTPHeaders })
  const { page: direct } = await follow(server, AUDIENCE)
  await showSlide(server, '#proxies')
  await shown(page, 'live-request').getByText('203.0.113.7').waitFor()
  await shown(stage, 'live-request').getByText('Via: 1.1 hall').waitFor()
  expect(await shown(stage, 'live-request').innerText()).not.toContain('203.0.113.7')
  await shown(direct, 'live-request').getByText('No proxy has added headers').waitFor()
})

test('[E69] a hidden exhibit has no timers, sends nothing, and shows its still', async () => {
  const server = await startServer()
  const { page } = await follow(server, AUDIENCE)
  await page.addInitScript({
    content: `globalThis.ticking = new Set();
      const begin = setInterval, end = clearInterval;
      globalThis.setInterval = (...all) => { const id = begin(...all); ticking.add(id); return id };
      globalThis.clearInterval = (id) => { ticking.delete(id); end(id) };`,
  })
  const wire = await tapWire(page)
  const ticking = () => page.evaluate(() => (globalThis as unknown as { ticking: Set<number> }).ticking.size)
  const asks = () => wire.sent.filter((text) => text.includes('exhibit/handshake')).length
  const before = await ticking()
  expect(asks()).toBe(0)
  await showSlide(server, '#answer')
  await shown(page, '[role=timer]').waitFor()
  expect(await ticking()).toBe(before + 1)
  await showSlide(server, 'live-frame')
  await shown(page, 'live-frame input').waitFor()
  await expectShown(page, await showSlide(server, '#text'))
  expect(await ticking()).toBe(before)
  expect(asks()).toBe(1)
  expect(await page.locator(':is(live-handshake, live-frame, live-request)[data-live]').count()).toBe(0)
  expect(await page.locator('live-handshake[show=answer] pre').textContent()).toContain(
    's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  )
  expect(await page.locator('live-frame pre').textContent()).toContain('function frame(text)')
})
