/** Tests the fault proxy itself: each fault does what its name says, and nothing is lost or reordered. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startFaultProxy } from './fault-proxy.ts'

/** The browser's and the server's end of one connection through the proxy. */
async function through() {
  const accepted: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startFaultProxy((server.address() as AddressInfo).port)
  const dial = async () => {
    const connection = once(server, 'connection')
    const browser = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true })
    await connection
    const end = accepted.at(-1)!
    for (const each of [browser, end]) each.on('error', () => {})
    return { browser, end }
  }
  onTestFinished(async () => {
    await proxy.close()
    for (const socket of accepted) socket.destroy()
    server.close()
  })
  return { proxy, dial }
}

async function text(socket: Socket, length: number): Promise<string> {
  let got = ''
  while (got.length < length) got += String((await once(socket, 'data'))[0])
  return got
}

test('[F30] data passes complete and in order, with delay, jitter and a rate', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  proxy.set({ delayMs: 30, jitterMs: 30, bytesPerSecond: 100_000 })
  const sent = Array.from({ length: 40 }, (_, i) => `${i};`)
  const begun = performance.now()
  const arrived = text(end, sent.join('').length)
  for (const piece of sent) {
    browser.write(piece)
    // Chunks that arrive separately.
    await sleep(1)
  }
  expect(await arrived).toBe(sent.join(''))
  expect(performance.now() - begun).toBeGreaterThan(30)
})

test('[F30] a rate applies to data that is sent at once', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  proxy.set({ bytesPerSecond: 50_000 })
  const begun = performance.now()
  browser.write('x'.repeat(5000))
  await text(end, 5000)
  browser.write('x')
  await text(end, 1)
  expect(performance.now() - begun).toBeGreaterThan(95)
})

test('[F13] a stall holds data and ends in one direction, reports nothing, and releases everything afterwards', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  proxy.set({ stalled: ['up'] })
  const got: string[] = []
  end.on('data', (data) => got.push(String(data)))
  let ended = false
  end.on('end', () => (ended = true))
  browser.write('held')
  browser.end()
  end.write('passed')
  expect(await text(browser, 6)).toBe('passed')
  // Data that must not arrive cannot be awaited.
  await sleep(50)
  expect([got, ended]).toEqual([[], false])
  const over = once(end, 'end')
  proxy.set({ stalled: [] })
  await over
  expect(got.join('')).toBe('held')
})

test('[F20] a cut resets both ends, and a proxy that refuses resets new connections', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  const errors = [once(browser, 'error'), once(end, 'error')]
  expect(proxy.cut('rst')).toBe(1)
  for (const [error] of await Promise.all(errors)) expect(error).toMatchObject({ code: 'ECONNRESET' })
  await expect.poll(() => proxy.connections).toBe(0)
  proxy.set({ refusing: true })
  const refused = connect(proxy.port, '127.0.0.1')
  expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
})

test('[F20] a graceful cut ends both ends without an error', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  const ends = [once(browser.resume(), 'end'), once(end.resume(), 'end')]
  expect(proxy.cut('fin')).toBe(1)
  await Promise.all(ends)
})

test('[F13] half closed, one direction has ended and the other continues', async () => {
  const { proxy, dial } = await through()
  const { browser, end } = await dial()
  const over = once(end.resume(), 'end')
  proxy.halfClose('up')
  await over
  end.write('still here')
  expect(await text(browser, 10)).toBe('still here')
})

test('[F14] the request for a WebSocket is removed', async () => {
  const { proxy, dial } = await through()
  proxy.set({ stripUpgrade: true })
  const { browser, end } = await dial()
  browser.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  expect(await text(end, 40)).toBe('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
})

test('[F2] injected data reaches the browser as if the server had sent it', async () => {
  const { proxy, dial } = await through()
  const { browser } = await dial()
  proxy.inject(Buffer.from('hello'))
  expect(await text(browser, 5)).toBe('hello')
})
