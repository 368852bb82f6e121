import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { waitingDirect, writeDirect } from './direct-write.ts'

/** Both ends of a TCP connection. */
async function pair(): Promise<{ writer: Socket; reader: Socket }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  const connection = once(server, 'connection')
  await once(server, 'listening')
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [writer] = (await connection) as [Socket]
  writer.on('error', () => {})
  onTestFinished(() => {
    reader.destroy()
    writer.destroy()
    server.close()
  })
  return { writer, reader }
}

/** Resolves with everything that was read once it is this long. */
async function read(reader: Socket, length: number): Promise<string> {
  let text = ''
  while (text.length < length) text += String((await once(reader, 'data'))[0])
  return text
}

const numbered = (i: number): string => `${String(i).padStart(6, '0')}|`

test('[G19] bytes arrive in order, whether they went by the stream or past it', async () => {
  const { writer, reader } = await pair()
  const expected = Array.from({ length: 300 }, (_, i) => numbered(i)).join('')
  const arrived = read(reader, expected.length)
  let direct = 0
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(numbered(i))
    if (i % 3 === 2) await new Promise<void>((resolve) => writer.write(bytes, () => resolve()))
    else if (writeDirect(writer, bytes)) direct += 1
    else writer.write(bytes)
  }
  expect(await arrived).toBe(expected)
  expect(direct).toBe(200)
})

test('[G19] what the kernel does not take at once waits, is counted, keeps its place, and arrives whole', async () => {
  const { writer, reader } = await pair()
  reader.pause()
  const big = 'x'.repeat(1024 * 1024)
  let written = 0
  while (waitingDirect(writer) === 0) {
    expect(writeDirect(writer, Buffer.from(big))).toBe(true)
    written += big.length
  }
  expect(writeDirect(writer, Buffer.from('never past those that wait'))).toBe(false)
  writer.write('the end')
  const text = await read(reader.resume(), written + 'the end'.length)
  expect(text.endsWith('xthe end')).toBe(true)
  expect(waitingDirect(writer)).toBe(0)
  expect(writeDirect(writer, Buffer.from('again'))).toBe(true)
  expect(await read(reader, 5)).toBe('again')
})

test('[G19] a socket that ends while bytes wait is forgotten', async () => {
  const { writer, reader } = await pair()
  reader.pause()
  while (waitingDirect(writer) === 0) writeDirect(writer, Buffer.alloc(1024 * 1024))
  const closed = once(writer, 'close')
  writer.destroy()
  await closed
  expect(waitingDirect(writer)).toBe(0)
  expect(writeDirect(writer, Buffer.from('x'))).toBe(false)
})

test('[G19] without the insides that it knows nothing is written', async () => {
  const { writer } = await pair()
  for (const insides of [{}, { _handle: null }, { _handle: { writeQueueSize: 0 } }]) {
    expect(
      writeDirect(
        Object.assign(Object.create(writer) as Socket, { _handle: undefined }, insides),
        Buffer.from('x'),
      ),
    ).toBe(false)
  }
})
