/** One live talk: its state, and the one door through which every change goes. */
import type { Logger } from 'pino'
import { decide } from '../protocol/decide.ts'
import type { Entry, NewEntry } from '../protocol/event.ts'
import type { Epoch, TalkId } from '../protocol/ids.ts'
import type { Intent } from '../protocol/intent.ts'
import { refusal } from '../protocol/refusal.ts'
import type { Who } from '../protocol/role.ts'
import { EMPTY, evolve, type State } from '../protocol/state.ts'
import type { Ack } from '../protocol/wire.ts'
import type { TalkLog, Undo } from './log/log.ts'
import { readSnapshot, writeSnapshot, type Seen } from './snapshot.ts'

/** Intents decided and written together; bounds the time of one write. */
const MAX_BATCH = 500
/** Entries after which a new snapshot is due, at least. */
const SNAPSHOT_EVERY = 1000

export interface Talk {
  readonly id: TalkId
  readonly epoch: Epoch
  readonly state: State
  /** The one door. Answers once the events are durable and folded in. Never rejects. */
  append(intent: Intent, who: Who): Promise<Ack>
  /** Called with the new state after each batch, whoever wrote it. Returns its undo. */
  onChange(listener: (state: State) => void): Undo
  /** Finishes what waits and saves a snapshot. */
  close(): Promise<void>
}

interface Wish {
  intent: Intent
  who: Who
  answer: (ack: Ack) => void
}

export async function openTalk(log: TalkLog, id: TalkId, logger: Logger, now = Date.now): Promise<Talk> {
  const epoch = await log.epoch(id)
  const saved = readSnapshot(await log.snapshot(id))
  let state: State = saved?.state ?? EMPTY
  /** The entry that each accepted intent ended in: complete, since only who has seen all may append. */
  const seen: Seen = saved?.seen ?? new Map()
  let snapshotSeq = state.seq

  const listeners = new Set<(state: State) => void>()
  const waiting = new Set<() => void>()
  const queue: Wish[] = []
  let draining: Promise<void> | undefined
  let closed = false

  function fold(entries: Entry[]): void {
    for (const entry of entries) {
      if (entry.seq <= state.seq) continue
      state = evolve(state, entry)
      seen.set(seenKey(entry.by, entry.id), entry.seq)
    }
  }

  for await (const entry of log.read(id, state.seq)) fold([entry])

  const unsubscribe = log.subscribe(id, state.seq, (entries) => {
    fold(entries)
    for (const check of waiting) check()
    for (const listener of listeners) listener(state)
    // Grows with the talk, so that the cost of snapshots stays a fraction of the cost of entries.
    if (state.seq - snapshotSeq >= Math.max(SNAPSHOT_EVERY, snapshotSeq / 8)) void saveSnapshot()
  })

  async function saveSnapshot(): Promise<void> {
    snapshotSeq = state.seq
    try {
      await log.saveSnapshot(id, writeSnapshot(state, seen))
    } catch (error) {
      logger.warn({ talk: id, err: error }, 'The snapshot could not be saved; the log still has everything.')
    }
  }

  /** Resolves when entry `seq` is folded in. */
  function reached(seq: number): Promise<void> {
    if (state.seq >= seq) return Promise.resolve()
    return new Promise((resolve) => {
      const check = (): void => {
        if (state.seq < seq) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
    })
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      // One turn of the event loop gathers everything that arrived together into one write.
      await new Promise((resolve) => setImmediate(resolve))
      const wishes = queue.splice(0, MAX_BATCH)
      try {
        await settle(wishes)
      } catch (error) {
        logger.error({ talk: id, err: error }, 'The log did not take a batch.')
        for (const wish of wishes) wish.answer({ ok: false, refusal: refusal('unavailable') })
      }
    }
    draining = undefined
  }

  /** Decides, writes, waits for the fold, answers. Another writer's entry means: decide again. */
  async function settle(wishes: Wish[]): Promise<void> {
    for (;;) {
      const { batch, answers } = decideAll(wishes)
      if (batch.length > 0) {
        const after = state.seq
        if ((await log.append(id, after, batch)) === 'stale') {
          await reached(after + 1)
          continue
        }
        await reached(after + batch.length)
      }
      wishes.forEach((wish, i) => wish.answer(answers[i] ?? { ok: false, refusal: refusal('internal') }))
      return
    }
  }

  function decideAll(wishes: Wish[]): { batch: NewEntry[]; answers: Ack[] } {
    let ahead = state
    const batch: NewEntry[] = []
    const inBatch: Seen = new Map()
    const answers = wishes.map(({ intent, who }): Ack => {
      const key = seenKey(who.id, intent.id)
      const known = seen.get(key) ?? inBatch.get(key)
      if (known !== undefined) return { ok: true, seq: known }
      const late = 'before' in intent && intent.before !== undefined && now() > intent.before
      const decision = late ? refusal('expired') : decide(ahead, intent, who)
      if (!Array.isArray(decision)) return { ok: false, refusal: decision }
      for (const event of decision) {
        const entry: NewEntry = { at: now(), by: who.id, id: intent.id, event }
        batch.push(entry)
        ahead = evolve(ahead, { ...entry, seq: ahead.seq + 1 })
        inBatch.set(key, ahead.seq)
      }
      return { ok: true, seq: ahead.seq }
    })
    return { batch, answers }
  }

  return {
    id,
    epoch,
    get state() {
      return state
    },
    append(intent, who) {
      if (closed) return Promise.resolve({ ok: false, refusal: refusal('unavailable') })
      return new Promise((answer) => {
        queue.push({ intent, who, answer })
        draining ??= drain()
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      await draining
      unsubscribe()
      if (state.seq > snapshotSeq) await saveSnapshot()
    },
  }
}

/** Ids are made by browsers, so one actor's id means nothing for another's wish. */
function seenKey(by: string, id: string): string {
  return `${by} ${id}`
}
