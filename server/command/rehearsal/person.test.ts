/** Tests for person.ts against a server that answers when the test wants it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { expect, onTestFinished, test } from 'vitest'
import { live } from './person.ts'
import type { Step } from './script.ts'

test('[H34] when the rehearsal ends, a person begins no further call and leaves after the answer to the last one', async () => {
  const http = createServer((_, response) => response.end())
  const io = new Server(http, { serveClient: false })
  onTestFinished(() => io.close())
  let isHeard = false
  const asked: string[] = []
  const answered = new Promise<() => void>((resolve) =>
    io.on('connection', (socket) => {
      socket.on('subscribe', () => (isHeard = true))
      socket.on('intent', ({ type }: { type: string }, answer: (ack: object) => void) => {
        asked.push(type)
        resolve(() => answer({ ok: true, seq: 1 }))
      })
      // A gap, which the person wants to have mended.
      socket.emit('patch', 'epoch', 'chat', 1, 2, {})
    }),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  function* steps(): Generator<Step, never> {
    // Without questions, this does nothing.
    while (!isHeard) yield { afterMs: 1, act: { do: 'upvote', share: 0 } }
    // The name is a call of its own before the first message.
    for (;;) yield { afterMs: 1, act: { do: 'say', text: 'hello' } }
  }
  const { port } = http.address() as AddressInfo
  const place = { url: `http://127.0.0.1:${port}`, talk: 'talk', seed: 1, reactions: () => [] }
  const ending = new AbortController()
  const person = live({ name: 'Ada', joinMs: 0, steps }, place, ending.signal)
  const answer = await answered
  ending.abort()
  answer()
  await person
  expect(asked).toEqual(['chat/name'])
})
