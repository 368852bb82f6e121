/** The connection that a page opens before its code has arrived, in a real browser. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WebSocket } from 'playwright-core'
import { expect, test } from 'vitest'
import { connected, visit } from '../support/browsers.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

async function serve(): Promise<TestServer> {
  const deck = join(await temporaryFolder(), 'deck')
  await mkdir(deck)
  await writeFile(join(deck, 'deck.md'), '# First\n\n---\n# Second\n')
  return startServer({ deck })
}

/** Opens the page, and holds its code back until `release`. */
async function open(server: TestServer, path: string) {
  const { page } = await visit(server, '/healthz')
  const sockets: WebSocket[] = []
  const frames: string[] = []
  page.on('websocket', (socket) => {
    sockets.push(socket)
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
  })
  let release!: () => void
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/*.js', async (route) => {
    await released
    await route.continue()
  })
  await page.goto(server.url + path, { waitUntil: 'commit' })
  return { page, sockets, frames, release }
}

test.each(['/deck/', '/deck/stage'])(
  '[A26] %s opens its connection before its code has arrived, and follows by it',
  async (path) => {
    const { page, sockets, frames, release } = await open(await serve(), path)
    await expect.poll(() => frames[0]).toMatch(/^0\{"sid":/)
    release()
    await connected(page)
    expect(sockets).toHaveLength(1)
  },
)

test('[A26] a page whose code comes after the time to say hello opens another connection', async () => {
  const { page, sockets, release } = await open(await serve(), '/deck/')
  await expect.poll(() => sockets[0]?.isClosed()).toBe(true)
  release()
  await connected(page)
  expect(sockets).toHaveLength(2)
})
