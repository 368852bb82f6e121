/** One live talk: its state, and `append`, through which every change enters. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import type { Intent } from '../../protocol/intent.ts'
import { refusal } from '../../protocol/refusal.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import type { Ack } from '../../protocol/wire.ts'
import { newId } from '../base/new-id.ts'
import type { TalkLog, Undo } from '../log/log.ts'
import { decideBatch, type Wish } from './batch.ts'
import { createBatches } from './batches.ts'
import { openReplica } from './replica.ts'
import { eventsToRestore } from './restore.ts'
import { beginNextRun } from './runs.ts'
import { createUnsaved, type Unsaved } from './unsaved.ts'

/** Between two attempts to write waiting entries, or to begin a run, while the log cannot be written. */
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
  let renewing: Promise<void> | undefined
  const closing = new AbortController()
  /** Before the next attempt; false if the talk is closed meanwhile. */
  const pause = (): Promise<boolean> => sleep(healMs, true, { signal: closing.signal }).catch(() => false)

  let opened = false
  const replica = await openReplica(log, id, logger, {
    arrived(entries) {
      if (opened) stored(entries)
    },
    replaced(before, first) {
      if (!opened) return
      // What waited for the log belongs to the earlier run.
      if (unsaved && replica.state.run.number > before.run.number) unsaved = createUnsaved(replica.state)
      stored([])
      // One node is enough, and a node that was offline would restore an old position.
      if (first) void putBack(before)
    },
  })

  opened = true
  if (!writable) goUnsaved()
  // The server may have ended between the two runs.
  renewIfClosed()

  const current = (): State => unsaved?.state ?? replica.state
  function tell(): void {
    for (const listener of listeners) listener(current())
  }

  /** The stored state has changed, by these entries or by a new run. */
  function stored(entries: Entry[]): void {
    unsaved?.rebase(replica.state, entries)
    tell()
    renewIfClosed()
  }

  /** Decides, writes, waits for the fold, answers. */
  async function settle(asked: Asked[]): Promise<void> {
    for (;;) {
      const basis = { state: current(), stored: replica.seen, waiting: unsaved?.seen }
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

  /** Whether the log has stored the batch and it is folded in; false if another writer was faster. */
  async function write(batch: NewEntry[]): Promise<boolean> {
    const { seq, run } = replica.state
    const taken = (await log.append(id, seq, batch)) !== 'stale'
    await replica.reached(seq + (taken ? batch.length : 1), run.number)
    return taken
  }

  /** Moves take effect without the log, and wait until it can be written. */
  function goUnsaved(): void {
    unsaved ??= createUnsaved(replica.state)
    healing ??= heal()
  }

  /** Writes the waiting entries as soon as the log accepts them. If none wait, a snapshot shows that it does. */
  async function heal(): Promise<void> {
    while (unsaved && (await pause())) {
      try {
        const batch = [...unsaved.waiting]
        if (batch.length === 0) await replica.saveSnapshot()
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

  function renewIfClosed(): void {
    if (replica.state.run.closed) renewing ??= renew().finally(() => (renewing = undefined))
  }

  /** Begins the next run, unless another node does. */
  async function renew(): Promise<void> {
    while (replica.state.run.closed && !closed) {
      try {
        await beginNextRun(log, id, replica.epoch, replica.state, now())
      } catch (error) {
        logger.error({ talk: id, err: error }, 'The next run could not begin; retrying.')
      }
      // After success, the replica reads the new log first.
      if (replica.state.run.closed) await pause()
    }
  }

  /** The log has lost its entries, but the room continues: restores the current position. */
  async function putBack(before: State): Promise<void> {
    const batch = eventsToRestore(before, replica.state).map((event) => {
      return { at: now(), by: SERVER.id, id: newId(), event }
    })
    if (batch.length === 0) return
    try {
      // Another node was faster and restored the same position.
      await write(batch)
    } catch (error) {
      logger.error({ talk: id, err: error }, "The talk's position could not be restored.")
    }
  }

  return {
    id,
    get epoch() {
      return unsaved && unsaved.waiting.length > 0 ? unsaved.epoch : replica.epoch
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
      await renewing
      const lost = unsaved?.waiting.length ?? 0
      if (lost > 0) logger.error({ talk: id, lost }, 'Entries that the log did not store are lost.')
      await replica.close()
    },
  }
}
