/** One live talk: its state, and `append`, through which every change enters. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { decide } from '../../protocol/decide.ts'
import type { NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import { INTENTS, type Intent } from '../../protocol/intent.ts'
import { refusal } from '../../protocol/refusal.ts'
import { samePosition, slideIndex } from '../../protocol/features/position.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import { evolve, type State } from '../../protocol/state.ts'
import type { Ack } from '../../protocol/wire.ts'
import type { TalkLog, Undo } from '../log/log.ts'
import { intentKey, type Seen } from './snapshot.ts'
import { openStored } from './replica.ts'
import { createUnsaved, type Unsaved } from './unsaved.ts'

/** The maximum number of intents per batch; limits the time of one write. */
const MAX_BATCH = 500
/** Between two attempts to write waiting entries while the log cannot be written. */
const HEAL_MS = 1000

export interface Talk {
  readonly id: TalkId
  /** A temporary epoch while unsaved entries are shown; a new one after the log has lost entries. */
  readonly epoch: Epoch
  /** The state that browsers see. */
  readonly state: State
  /** False while the log cannot be written. */
  readonly saved: boolean
  /**
   * The only way to change the talk. Answers once the events are durable and folded in, or that they are not durable.
   * Never rejects.
   */
  append(intent: Intent, who: Who): Promise<Ack>
  /** Called with the new state after each batch of any writer, and when `saved` changes. Returns its undo. */
  onChange(listener: (state: State) => void): Undo
  /** Finishes waiting work and saves a snapshot. */
  close(): Promise<void>
}

interface Wish {
  intent: Intent
  who: Who
  answer: (ack: Ack) => void
}

export async function openTalk(
  log: TalkLog,
  id: TalkId,
  logger: Logger,
  now = Date.now,
  { healMs = HEAL_MS, writable = true } = {},
): Promise<Talk> {
  const listeners = new Set<(state: State) => void>()
  const queue: Wish[] = []
  let draining: Promise<void> | undefined
  let closed = false
  let unsaved: Unsaved | undefined
  let healing: Promise<void> | undefined
  const closing = new AbortController()

  const stored = await openStored(log, id, logger, {
    arrived(entries) {
      unsaved?.rebase(stored.state, entries)
      tell()
    },
    replaced(before, first) {
      unsaved?.rebase(stored.state, [])
      tell()
      // One node is enough, and a node that was offline would restore an old position.
      if (first) void putBack(before)
    },
  })

  if (!writable) {
    unsaved = createUnsaved(stored.state)
    healing = heal()
  }

  const current = (): State => unsaved?.state ?? stored.state
  function tell(): void {
    for (const listener of listeners) listener(current())
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      // One turn of the event loop collects everything that arrived together into one write.
      await new Promise((resolve) => setImmediate(resolve))
      const wishes = queue.splice(0, MAX_BATCH)
      try {
        await settle(wishes)
      } catch (error) {
        logger.error({ talk: id, err: error }, 'A batch could not be decided.')
        for (const wish of wishes) wish.answer({ ok: false, refusal: refusal('internal') })
      }
    }
    draining = undefined
  }

  /** Decides, writes, waits for the fold, answers. If another writer was faster, decides again. */
  async function settle(wishes: Wish[]): Promise<void> {
    while (!unsaved) {
      const { batch, answers } = decideAll(wishes, stored.state, stored.seen)
      try {
        if (batch.length > 0 && !(await write(batch))) continue
      } catch (error) {
        logger.error({ talk: id, err: error }, 'The log did not take a batch.')
        unsaved ??= createUnsaved(stored.state)
        healing ??= heal()
        break
      }
      return answerAll(wishes, answers)
    }
    goOn(wishes)
  }

  /** Whether the log has stored the batch and it is folded in; false if another writer was faster. */
  async function write(batch: NewEntry[]): Promise<boolean> {
    const { seq } = stored.state
    const taken = (await log.append(id, seq, batch)) !== 'stale'
    await stored.reached(seq + (taken ? batch.length : 1))
    return taken
  }

  /** Without the log, moves take effect here, and wait until the log can be written. */
  function goOn(wishes: Wish[]): void {
    if (!unsaved) return
    const { batch, answers } = decideAll(wishes, unsaved.state, stored.seen, unsaved)
    unsaved.add(batch)
    tell()
    answerAll(wishes, answers)
  }

  function decideAll(
    wishes: Wish[],
    from: State,
    seen: Seen,
    on?: Unsaved,
  ): { batch: NewEntry[]; answers: Ack[] } {
    let ahead = from
    const batch: NewEntry[] = []
    const inBatch: Seen = new Map()
    const answers = wishes.map(({ intent, who }): Ack => {
      const key = intentKey({ by: who.id, id: intent.id })
      const written = seen.get(key)
      if (written !== undefined) return { ok: true, seq: written }
      const known = inBatch.get(key) ?? on?.seen.get(key)
      if (known !== undefined) return granted(known, on)
      if (on && INTENTS[intent.type].whenUnsaved === 'wait')
        return { ok: false, refusal: refusal('unavailable') }
      const late = 'before' in intent && intent.before !== undefined && now() > intent.before
      const decision = late ? refusal('expired') : decide(ahead, intent, who, now())
      if (!Array.isArray(decision)) return { ok: false, refusal: decision }
      for (const event of decision) {
        const entry: NewEntry = { at: now(), by: who.id, id: intent.id, event }
        batch.push(entry)
        ahead = evolve(ahead, { ...entry, seq: ahead.seq + 1 })
        inBatch.set(key, ahead.seq)
      }
      return granted(ahead.seq, on)
    })
    return { batch, answers }
  }

  /** Writes the waiting entries as soon as the log accepts them. If none wait, a snapshot shows that it does. */
  async function heal(): Promise<void> {
    while (unsaved && (await pause())) {
      try {
        const batch = [...unsaved.waiting]
        if (batch.length === 0) await stored.saveSnapshot()
        else await write(batch)
        if (unsaved.waiting.length > 0) continue
        unsaved = undefined
        logger.warn({ talk: id }, 'The log can be written again; everything is stored.')
        tell()
      } catch {
        // The reason was logged once, when the problem began.
      }
    }
    healing = undefined
  }

  /** The log has lost its entries, but the room continues: restores the current position. */
  async function putBack(before: State): Promise<void> {
    const { talk, position } = stored.state
    const { outline, version } = before.talk
    const batch: NewEntry[] = []
    const put = (event: NewEntry['event']): void => {
      batch.push({ at: now(), by: SERVER.id, id: randomBytes(12).toString('base64url'), event })
    }
    if (talk.version === '' && version !== '') put({ type: 'talk/outlined', version, slides: outline })
    const known = talk.version === '' ? outline : talk.outline
    if (!samePosition(position, before.position) && slideIndex(known, before.position) >= 0)
      put({ type: 'position/moved', ...before.position })
    if (batch.length === 0) return
    try {
      // Another node was faster and restored the same position.
      await write(batch)
    } catch (error) {
      logger.error({ talk: id, err: error }, "The talk's position could not be restored.")
    }
  }

  async function pause(): Promise<boolean> {
    return sleep(healMs, true, { signal: closing.signal }).catch(() => false)
  }

  return {
    id,
    get epoch() {
      return unsaved && unsaved.waiting.length > 0 ? unsaved.epoch : stored.epoch
    },
    get state() {
      return current()
    },
    get saved() {
      return unsaved === undefined
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
      closing.abort()
      await healing
      const lost = unsaved?.waiting.length ?? 0
      if (lost > 0) logger.error({ talk: id, lost }, 'Entries that the log did not store are lost.')
      await stored.close()
    },
  }
}

function granted(seq: number, on: Unsaved | undefined): Ack {
  return on ? { ok: true, seq, durable: false } : { ok: true, seq }
}

function answerAll(wishes: Wish[], answers: Ack[]): void {
  wishes.forEach((wish, i) => wish.answer(answers[i] ?? { ok: false, refusal: refusal('internal') }))
}
