/** The crowd of `bench/polls.ts`, in a separate process: everybody watches the poll and votes once, at a steady rate. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PollsChange } from '../protocol/features/poll-view.ts'
import { participantCookie } from '../tests/support/people.ts'
import { openLightSocket, type LightSocket } from '../tests/support/light-socket.ts'

/** Sockets that are opened at the same time. */
const AT_ONCE = 50
/** After the last vote, every screen must have the same tally within this time. */
const LAST_MS = 20_000

export interface PollCrowdReport {
  acked: number
  refused: number
  /** From the first vote to the last acknowledgement. */
  votingMs: number
  /** Bytes of patches of the poll for one browser, on average, and how many patches. */
  bytes: number
  patches: number
  /** For each browser that got the final tally: the time since the last vote was acknowledged, ascending. */
  lastMs: number[]
}

const [url = '', talk = '', poll = '', ballot = '0', count = '0', seconds = '0'] = process.argv.slice(2)
const size = Number(count)
const sockets: LightSocket[] = []
const tallies: { votes: number; at: number }[] = []
let bytes = 0
let patches = 0
/** All browsers get the same text, so its length is computed once. */
let measured: unknown
let length = 0

function listen(index: number): (name: string, args: unknown[]) => void {
  return (name, args) => {
    if (name !== 'patch' || args[1] !== 'poll') return
    if (measured !== args[4]) {
      measured = args[4]
      length = JSON.stringify(args).length
    }
    bytes += length
    patches += 1
    const news = (args[4] as PollsChange).polls.find(({ id }) => id === poll)
    if (news?.votes !== undefined) tallies[index] = { votes: news.votes, at: performance.now() }
  }
}

while (sockets.length < size) {
  const first = sockets.length
  const some = Array.from({ length: Math.min(AT_ONCE, size - first) }, async (_, i) => {
    const cookie = await participantCookie({ url }, '/pair')
    return openLightSocket(url, { talk, role: 'audience', cookie }, listen(first + i))
  })
  sockets.push(...(await Promise.all(some)))
}
for (const socket of sockets) socket.emit('subscribe', { channel: 'poll', on: true })
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))

bytes = patches = 0
let refused = 0
const start = performance.now()
let ackedAt = start
const answers = sockets.map(async (socket, i) => {
  const wait = (i / size) * Number(seconds) * 1000
  if (wait > 0) await sleep(wait)
  const vote = { choice: [i % 3] }
  const ack = await socket.send({ type: 'poll/vote', poll, ballot: Number(ballot), vote })
  if (ack.ok) ackedAt = performance.now()
  else refused += 1
})
await Promise.all(answers)
const acked = size - refused
const isLast = (i: number): boolean => tallies[i]?.votes === acked
const until = performance.now() + LAST_MS
while (performance.now() < until && !sockets.every((_, i) => isLast(i))) await sleep(20)
const last = sockets.flatMap((_, i) => (isLast(i) ? [Math.max(0, (tallies[i]?.at ?? 0) - ackedAt)] : []))
const report: PollCrowdReport = {
  acked,
  refused,
  votingMs: ackedAt - start,
  bytes: bytes / size,
  patches: patches / size,
  lastMs: last.toSorted((a, b) => a - b),
}
process.send?.(report, () => process.exit(0))
