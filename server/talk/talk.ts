/** One live talk: its state, and the one door through which every change goes. */
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

/** Intents decided and written together; bounds the time of one write. */
const MAX_BATCH = 500
/** Between two tries to write what waits, while the log cannot be written. */
const HEAL_MS = 1000

export interface Talk {
  readonly id: TalkId
  /** Differs while something is shown that is not stored, and after the log has lost entries. */
  readonly epoch: Epoch
  /** What browsers are shown. */
  readonly state: State
  /** False while the log cannot be written. */
  readonly saved: boolean
  /** The one door. Answers once the events are durable and folded in, or says that they are not. Never rejects. */
  append(intent: Intent, who: Who): Promise<Ack>
  /** Called with the new state after each batch, whoever wrote it, and when `saved` changes. Returns its undo. */
  onChange(listener: (state: State) => void): Undo
  /** Finishes what waits and saves a snapshot. */
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
      // One node is enough, and one that was away would put back where the room was long ago.
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
      // One turn of the event loop gathers everything that arrived together into one write.
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

  /** Decides, writes, waits for the fold, answers. Another writer's entry means: decide again. */
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

  /** Whether the log has taken the batch and it is folded in; false when another writer was faster. */
  async function write(batch: NewEntry[]): Promise<boolean> {
    const { seq } = stored.state
    const taken = (await log.append(id, seq, batch)) !== 'stale'
    await stored.reached(seq + (taken ? batch.length : 1))
    return taken
  }

  /** Without the log: what moves the show takes effect here, and is kept until the log can be written. */
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

  /** Writes what waits, as soon as the log takes it; without anything that waits, a snapshot shows that it does. */
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
        // The reason is logged once, when it began.
      }
    }
    healing = undefined
  }

  /** The log has lost what it held, but not the room: the talk goes on where everybody is. */
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
      // Another node that was faster has put the same back.
      await write(batch)
    } catch (error) {
      logger.error({ talk: id, err: error }, 'The place of the talk could not be put back.')
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
      if (lost > 0) logger.error({ talk: id, lost }, 'What the log did not take is lost.')
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
