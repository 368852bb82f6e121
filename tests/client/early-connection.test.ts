/** The connection that a page opens before its code has arrived, in a real browser. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WebSocket } from 'playwright-core'
import { expect, test } from 'vitest'
import { connected, holdFiles, visit } from '../support/browsers.ts'
import { moveTo } from '../support/moves.ts'
import { expectShown } from '../support/screens.ts'
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
  const sent: string[] = []
  page.on('websocket', (socket) => {
    sockets.push(socket)
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
    socket.on('framesent', ({ payload }) => sent.push(String(payload)))
  })
  const release = await holdFiles(page, '**/assets/*.js')
  await page.goto(server.url + path, { waitUntil: 'commit' })
  return { page, sockets, frames, sent, release }
}

const SECOND = { h: 1, v: 0, f: -1 }
const HANDSHAKE = /^40\{/
const POSITION = /^42\["patch","[^"]+","position",/

test.each(['/deck/', '/deck/stage'])(
  '[A26] %s opens its connection and sends its handshake before its code has arrived, and follows by it',
  async (path) => {
    const server = await serve()
    const { page, sockets, frames, sent, release } = await open(server, path)
    await expect.poll(() => frames.some((frame) => POSITION.test(frame))).toBe(true)
    expect(sent).toMatchObject([expect.stringMatching(HANDSHAKE)])
    release()
    await connected(page)
    // A move that comes afterwards is followed, and the handshake is not repeated.
    await moveTo(server, SECOND)
    await expectShown(page, SECOND)
    expect(sockets).toHaveLength(1)
    expect(sent.filter((frame) => HANDSHAKE.test(frame))).toHaveLength(1)
    expect(frames.filter((frame) => HANDSHAKE.test(frame))).toHaveLength(1)
  },
)

test('[A26] a move that comes before the code is followed', async () => {
  const server = await serve()
  const { page, frames, release } = await open(server, '/deck/')
  await expect.poll(() => frames.some((frame) => POSITION.test(frame))).toBe(true)
  await moveTo(server, SECOND)
  await expect.poll(() => frames.filter((frame) => POSITION.test(frame))).toHaveLength(2)
  release()
  await connected(page)
  await expectShown(page, SECOND)
})

test('[A26] a page whose code comes after the heartbeat has failed opens another connection', async () => {
  const { page, sockets, release } = await open(await serve(), '/deck/')
  await expect.poll(() => sockets[0]?.isClosed()).toBe(true)
  release()
  await connected(page)
  expect(sockets).toHaveLength(2)
})
