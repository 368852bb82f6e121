/** Traffic for a talk: one person drives, many write, and every answer is recorded to be compared with the log. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Follower } from './follower.ts'

/** Intents answered as saved, with their numbers. `unsaved` ones were shown but not stored. */
export interface Ledger {
  acked: Map<string, number>
  unsaved: Set<string>
  /** Refusals by their code; `none` for no answer. */
  refused: Map<string, number>
}

export function createLedger(): Ledger {
  return { acked: new Map(), unsaved: new Set(), refused: new Map() }
}

/** Sends an intent and records its answer; true if it was accepted. */
export async function record(
  ledger: Ledger,
  from: Follower,
  intent: object,
  withinMs?: number,
): Promise<boolean> {
  const id = randomBytes(12).toString('base64url')
  const ack = await from.send({ id, ...intent }, withinMs)
  if (ack?.ok && ack.durable === false) ledger.unsaved.add(id)
  else if (ack?.ok) ledger.acked.set(id, ack.seq)
  else {
    const code = ack?.refusal.code ?? 'none'
    ledger.refused.set(code, (ledger.refused.get(code) ?? 0) + 1)
  }
  return ack?.ok ?? false
}

/** Sends a message until the room accepts it: repeats the same intent after the time that a refusal names. */
export async function insist(ledger: Ledger, from: Follower, intent: object): Promise<void> {
  const named = { id: randomBytes(12).toString('base64url'), ...intent }
  for (;;) {
    const ack = await from.send(named)
    if (ack?.ok) return void ledger.acked.set(named.id, ack.seq)
    if (ack?.refusal.code !== 'rate-limited')
      throw new Error(`Refused as ${ack?.refusal.code ?? 'no answer'}.`)
    // The time that the refusal names.
    await sleep(ack.refusal.retryAfterMs)
  }
}

export interface Traffic {
  /** Stops and waits for every answer. */
  stop(): Promise<void>
}

interface Plan {
  ledger: Ledger
  driver: Follower
  movesPerSecond: number
  /** They write in turn, because each may write only once every two seconds. */
  writers?: Follower[]
  messagesPerSecond?: number
}

/** The driver goes from slide to slide, each move after the previous answer; the writers write. */
export function startTraffic(plan: Plan): Traffic {
  const { ledger, driver, movesPerSecond, writers = [], messagesPerSecond = 0 } = plan
  let over = false
  const moves = (async () => {
    for (let i = 1; !over; i++) {
      await record(ledger, driver, { type: 'position/goto', to: { h: i % 50, v: 0, f: -1 } })
      // The rate of the traffic.
      await sleep(1000 / movesPerSecond)
    }
  })()
  const answers: Promise<boolean>[] = []
  const messages = (async () => {
    for (let i = 0; !over && writers.length > 0 && messagesPerSecond > 0; i++) {
      const writer = writers[i % writers.length]!
      answers.push(record(ledger, writer, { type: 'chat/say', text: `message ${i}` }))
      // The rate of the traffic.
      await sleep(1000 / messagesPerSecond)
    }
  })()
  return {
    async stop() {
      over = true
      await Promise.all([moves, messages])
      await Promise.all(answers)
    },
  }
}
