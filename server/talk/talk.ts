/** One live talk: its state, and the one door through which every change goes. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Event, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import type { Intent } from '../../protocol/intent.ts'
import { refusal } from '../../protocol/refusal.ts'
import { samePosition, slideIndex } from '../../protocol/features/position.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import type { Ack } from '../../protocol/wire.ts'
import type { TalkLog, Undo } from '../log/log.ts'
import { decideBatch, type Wish } from './batch.ts'
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

const INTERNAL: Ack = { ok: false, refusal: refusal('internal') }

interface Asked extends Wish {
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
  const intents = createBatches<Asked>((asked) =>
    settle(asked).catch((error: unknown) => {
      logger.error({ talk: id, err: error }, 'A batch could not be decided.')
      for (const { answer } of asked) answer(INTERNAL)
    }),
  )
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

  if (!writable) goUnsaved()

  const current = (): State => unsaved?.state ?? stored.state
  function tell(): void {
    for (const listener of listeners) listener(current())
  }

  /** Decides, writes, waits for the fold, answers. */
  async function settle(asked: Asked[]): Promise<void> {
    for (;;) {
      const basis = { state: current(), stored: stored.seen, waiting: unsaved?.seen }
      const { batch, answers } = decideBatch(asked, basis, now())
      if (unsaved) {
        unsaved.add(batch)
        tell()
      } else if (batch.length > 0) {
        const written = await write(batch).catch((error: unknown) => {
          logger.error({ talk: id, err: error }, 'The log did not take a batch.')
          goUnsaved()
          return false
        })
        if (!written) continue
      }
      asked.forEach(({ answer }, i) => answer(answers[i] ?? INTERNAL))
      return
    }
  }

  /** Whether the log has taken the batch and it is folded in; false when another writer was faster. */
  async function write(batch: NewEntry[]): Promise<boolean> {
    const { seq } = stored.state
    const taken = (await log.append(id, seq, batch)) !== 'stale'
    await stored.reached(seq + (taken ? batch.length : 1))
    return taken
  }

  /** What moves the show takes effect without the log, and is kept until the log can be written. */
  function goUnsaved(): void {
    unsaved ??= createUnsaved(stored.state)
    healing ??= heal()
  }

  /** Writes what waits, as soon as the log takes it; without anything that waits, a snapshot shows that it does. */
  async function heal(): Promise<void> {
    const pause = () => sleep(healMs, true, { signal: closing.signal }).catch(() => false)
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
    const batch = eventsToRestore(before, stored.state).map((event) => {
      return { at: now(), by: SERVER.id, id: randomBytes(12).toString('base64url'), event }
    })
    if (batch.length === 0) return
    try {
      // Another node that was faster has put the same back.
      await write(batch)
    } catch (error) {
      logger.error({ talk: id, err: error }, 'The place of the talk could not be put back.')
    }
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
        intents.add({ intent, who, answer })
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      await intents.done()
      closing.abort()
      await healing
      const lost = unsaved?.waiting.length ?? 0
      if (lost > 0) logger.error({ talk: id, lost }, 'What the log did not take is lost.')
      await stored.close()
    },
  }
}

/** The events after which a talk that has lost entries is where it was before. */
function eventsToRestore(before: State, { talk, position }: State): Event[] {
  const { outline, version } = before.talk
  const events: Event[] = []
  if (talk.version === '' && version !== '') events.push({ type: 'talk/outlined', version, slides: outline })
  const known = talk.version === '' ? outline : talk.outline
  if (!samePosition(position, before.position) && slideIndex(known, before.position) >= 0)
    events.push({ type: 'position/moved', ...before.position })
  return events
}

/** Handles what arrives in one turn of the event loop together, one batch after the other. `handle` never rejects. */
function createBatches<T>(handle: (batch: T[]) => Promise<void>) {
  const queue: T[] = []
  let handling: Promise<void> | undefined
  async function handleAll(): Promise<void> {
    while (queue.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      await handle(queue.splice(0, MAX_BATCH))
    }
    handling = undefined
  }
  return {
    add(item: T): void {
      queue.push(item)
      handling ??= handleAll()
    },
    done: async () => handling,
  }
}
