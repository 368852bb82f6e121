import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { endInTurn } from './staggered-close.ts'

/** Both ends of this many connections. */
async function connections(count: number): Promise<{ here: Socket[]; there: Socket[] }> {
  const here: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    endInTurn(socket)
    here.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const there = Array.from({ length: count }, () => connect(port, '127.0.0.1'))
  await Promise.all(there.map((socket) => once(socket, 'connect')))
  while (here.length < count) await once(server, 'connection')
  return { here, there }
}

test('[G18] connections that break together are closed in batches, and all of them are closed', async () => {
  const { here } = await connections(250)
  let closed = 0
  for (const socket of here) socket.once('close', () => (closed += 1))
  for (const socket of here) socket.destroy()
  const seen: number[] = []
  while (closed < here.length) {
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(closed)
  }
  // The first turn closes only a part of them; other work was not delayed by the rest.
  expect(seen.find((count) => count > 0)).toBeLessThanOrEqual(100)
  expect(closed).toBe(250)
})

test('[G18] a connection in a later batch closes like any other: with its error, its close, and the end of its peer', async () => {
  const { here, there } = await connections(2)
  const [broken, destroyed] = here as [Socket, Socket]
  const peerOf = (socket: Socket): Socket =>
    there.find(({ localPort }) => localPort === socket.remotePort) as Socket
  const failed = new Promise<boolean>((resolve) => broken.once('close', resolve))
  const peerGone = once(peerOf(destroyed), 'close')
  peerOf(broken).resetAndDestroy()
  expect(await failed).toBe(true)
  const heard = new Promise<Error>((resolve) => destroyed.once('error', resolve))
  destroyed.destroy(new Error('no more'))
  expect((await heard).message).toBe('no more')
  await peerGone
})

test('[G18] what a peer sends to a connection that waits for its turn does no harm', async () => {
  const { here, there } = await connections(400)
  const closed = Promise.all(
    here.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
  )
  for (const socket of there) {
    socket.on('error', () => {})
    socket.write('before')
  }
  for (const socket of here) socket.resume().destroy()
  // Read in the turns between the first and the last batch.
  for (let turn = 0; turn < 10; turn += 1) {
    for (const socket of there) socket.write('after')
    await new Promise((resolve) => setImmediate(resolve))
  }
  await closed
})
