/** The crowd of `bench/chat.ts`, in a separate process: all listen, all write in turn, and each counts. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatChange } from '../protocol/features/chat-view.ts'
import { participantCookie } from '../tests/support/people.ts'
import { openLightSocket, type LightSocket } from '../tests/support/light-socket.ts'

/** Sockets that are opened at the same time. */
const AT_ONCE = 50
/** After the last message, everything must have arrived within this time. */
const LAST_MS = 5000

export interface CrowdReport {
  acked: number
  refused: number
  /** Sockets that received every acked message once and in order. */
  complete: number
  /** The time from sending to arrival at each socket: the count per whole ms. */
  delays: number[]
}

const [url = '', count = '0', perSecond = '0', seconds = '0'] = process.argv.slice(2)
const sockets: LightSocket[] = []
const heard: number[][] = []
const sentAt = new Map<string, number>()
const delays: number[] = []

function listen(ids: number[]): (name: string, args: unknown[]) => void {
  return (name, args) => {
    if (name !== 'patch' || args[1] !== 'chat') return
    const now = performance.now()
    for (const { id, text } of (args[4] as ChatChange).items) {
      ids.push(id)
      const at = sentAt.get(text)
      if (at === undefined) continue
      const delay = Math.round(now - at)
      delays[delay] = (delays[delay] ?? 0) + 1
    }
  }
}

while (sockets.length < Number(count)) {
  const some = Array.from({ length: Math.min(AT_ONCE, Number(count) - sockets.length) }, async () => {
    const ids: number[] = []
    heard.push(ids)
    const cookie = await participantCookie({ url }, '/pair')
    return openLightSocket(url, { talk: 'sockets-and-lies', role: 'audience', cookie }, listen(ids))
  })
  sockets.push(...(await Promise.all(some)))
}
for (const socket of sockets) socket.emit('subscribe', { channel: 'chat', on: true })
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))

const acked: number[] = []
let refused = 0
const answers: Promise<void>[] = []
const total = Number(perSecond) * Number(seconds)
const start = performance.now()
for (let i = 0; i < total; i++) {
  const wait = start + (i * 1000) / Number(perSecond) - performance.now()
  if (wait > 1) await sleep(wait)
  const text = `message ${i} of somebody in the room`
  sentAt.set(text, performance.now())
  const answer = sockets[i % sockets.length]!.send({ type: 'chat/say', text })
  answers.push(
    answer.then((ack) => {
      if (ack.ok) acked.push(ack.seq)
      else refused += 1
    }),
  )
}
await Promise.all(answers)
const expected = acked.toSorted((a, b) => a - b).join()
const isComplete = (ids: number[]): boolean => ids.length === acked.length && ids.join() === expected
const until = performance.now() + LAST_MS
while (performance.now() < until && !heard.every((ids) => ids.length >= acked.length)) await sleep(50)
const complete = heard.filter(isComplete).length
const report: CrowdReport = {
  acked: acked.length,
  refused,
  complete,
  delays: Array.from(delays, (n) => n ?? 0),
}
process.send?.(report, () => process.exit(0))
