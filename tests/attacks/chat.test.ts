/** Floods in the chat: without cookies, and with a new participant for each connection. */
import { expect, test } from 'vitest'
import { bystanders, logLength } from '../support/attacker.ts'
import { join, newIntentId, participantCookie } from '../support/people.ts'
import { startServer } from '../support/server.ts'
import type { Ack } from '../../protocol/wire.ts'

const say = (text: string) => ({ id: newIntentId(), type: 'chat/say', text }) as const

test('[E135] [AT34] sockets without a cookie store nothing and take no name', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const before = await logLength(server)
  for (let round = 0; round < 5; round++) {
    const some = await Promise.all(Array.from({ length: 20 }, () => join(server, 'audience')))
    const acks = await Promise.all(
      some.flatMap((each) => [
        each.send(say('spam')),
        each.send({ id: newIntentId(), type: 'chat/name', name: 'spam' }),
      ]),
    )
    for (const ack of acks) expect(ack).toMatchObject({ refusal: { code: 'no-cookie', retry: false } })
    for (const { socket } of some) socket.disconnect()
  }
  expect(await logLength(server)).toBe(before)
  await fine()
})

test('[E137] [AT34] with a new participant per connection, the room stays readable, and earlier writers can still write', async () => {
  const server = await startServer()
  const cookies = await Promise.all(Array.from({ length: 80 }, () => participantCookie(server, '/pair')))
  const some = await Promise.all(cookies.map((cookie) => join(server, 'audience', { cookie })))
  const began = performance.now()
  const acks: Ack[] = (
    await Promise.all(
      some.map((each) => Promise.all([1, 2, 3, 4, 5].map((i) => each.send(say(`spam ${i}`))))),
    )
  ).flat()
  const seconds = (performance.now() - began) / 1000
  const stored = acks.filter(({ ok }) => ok).length
  expect(stored).toBeLessThanOrEqual(150 + 50 * seconds)
  expect(stored).toBeLessThan(400)
  for (const ack of acks)
    if (!ack.ok) expect(ack.refusal).toMatchObject({ code: 'rate-limited', retry: true })
})
