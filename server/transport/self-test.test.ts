import type { Socket as Connection } from 'engine.io'
import type { Logger } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { checkTransport } from './self-test.ts'

vi.mock('./shared-frame.ts', { spy: true })
vi.mock('./staggered-close.ts', { spy: true })
const { sendPublicly } = await import('./shared-frame.ts')
const { endAtOnce } = await import('./staggered-close.ts')
vi.mocked(sendPublicly).mockImplementation(() => {})
vi.mocked(endAtOnce).mockImplementation(() => {})

function logging() {
  const said: unknown[] = []
  const note = (text: unknown): void => void said.push(text)
  return { said, logger: { warn: note, error: note } as unknown as Logger }
}

/** A connection on which one member is missing. */
function hiding(member: string, value?: unknown) {
  return (connection: Connection): Connection =>
    new Proxy(connection, {
      get: (target, name) => {
        if (name === member) return value
        const found: unknown = Reflect.get(target, name)
        return typeof found === 'function' ? (found.bind(target) as unknown) : found
      },
    })
}

afterEach(() => void vi.clearAllMocks())

test('[G33] with the installed versions every assumption holds, and nothing is logged', async () => {
  const { said, logger } = logging()
  await checkTransport(logger)
  expect(said).toEqual([])
  expect(sendPublicly).not.toHaveBeenCalled()
  expect(endAtOnce).not.toHaveBeenCalled()
})

test('[G33] [G11] without the stream of a WebSocket, frames are sent by the public call', async () => {
  const { said, logger } = logging()
  await checkTransport(logger, hiding('transport', { name: 'websocket', writable: true, socket: {} }))
  expect(said).toEqual([
    expect.stringMatching(/^The stream of ws/),
    expect.stringMatching(/^The queue of Engine\.IO/),
  ])
  expect(sendPublicly).toHaveBeenCalledOnce()
})

test('[G33] [G26] without the queue of Engine.IO the limits count as reached, and the log says so', async () => {
  const { said, logger } = logging()
  await checkTransport(logger, hiding('writeBuffer'))
  expect(said).toContainEqual(expect.stringMatching(/no browser is served/))
})

test('[G33] if a check itself fails, the public calls are used, and the log says so', async () => {
  const { said, logger } = logging()
  await checkTransport(logger, () => {
    throw new Error('no view')
  })
  expect(said).toEqual([{ err: new Error('no view') }])
  expect(sendPublicly).toHaveBeenCalledOnce()
  expect(endAtOnce).toHaveBeenCalledOnce()
})
