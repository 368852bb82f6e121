/** Decides a batch of intents one after the other, each on the state after the previous ones. Pure. */
import { decide } from '../../protocol/decide.ts'
import type { NewEntry } from '../../protocol/event.ts'
import { INTENTS, type Intent } from '../../protocol/intent.ts'
import { refusal } from '../../protocol/refusal.ts'
import type { Who } from '../../protocol/role.ts'
import { evolve, type State } from '../../protocol/state.ts'
import type { Ack } from '../../protocol/wire.ts'
import { intentKey, type Seen } from './snapshot.ts'

export interface Wish {
  intent: Intent
  who: Who
}

interface Basis {
  state: State
  /** The entries of stored intents. */
  stored: Seen
  /** The entries of intents that wait for the log; undefined while it can be written. */
  waiting?: Seen | undefined
}

/** The entries to append, and the answer for each intent if they are appended. */
export function decideBatch(
  wishes: readonly Wish[],
  { state, stored, waiting }: Basis,
  now: number,
): { batch: NewEntry[]; answers: Ack[] } {
  let ahead = state
  const batch: NewEntry[] = []
  const inBatch: Seen = new Map()
  const granted = (seq: number): Ack => (waiting ? { ok: true, seq, durable: false } : { ok: true, seq })

  const answers = wishes.map(({ intent, who }): Ack => {
    const key = intentKey({ by: who.id, id: intent.id })
    const written = stored.get(key)
    if (written !== undefined) return { ok: true, seq: written }
    const known = inBatch.get(key) ?? waiting?.get(key)
    if (known !== undefined) return granted(known)
    if (waiting && INTENTS[intent.type].whenUnsaved === 'wait')
      return { ok: false, refusal: refusal('unavailable') }
    const late = 'before' in intent && intent.before !== undefined && now > intent.before
    const decision = late ? refusal('expired') : decide(ahead, intent, who, now)
    if (!Array.isArray(decision)) return { ok: false, refusal: decision }
    for (const event of decision) {
      const entry: NewEntry = { at: now, by: who.id, id: intent.id, event }
      batch.push(entry)
      ahead = evolve(ahead, { ...entry, seq: ahead.seq + 1 })
      inBatch.set(key, ahead.seq)
    }
    return granted(ahead.seq)
  })
  return { batch, answers }
}
