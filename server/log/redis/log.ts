/** The log of several nodes: one Redis stream for each talk stores the entries and their order, and notifies the nodes. */
import { createSubscribers } from '../subscribers.ts'
import { warn, type OpenedLog, type Report, type TalkLog } from '../log.ts'
import { pages } from '../paging.ts'
import type { RedisAddress } from '../../redis/address.ts'
import { runKey } from '../runs.ts'
import { openConnections } from './connections.ts'
import { durabilityWarning } from './durability.ts'
import { createEntries, malformedReporter } from './entries.ts'
import { createLeases } from './leases.ts'
import { openPubSub } from './pubsub.ts'
import { createRuns } from './runs.ts'
import { createStore, redisKeys } from './store.ts'
import { createTail } from './tail.ts'
import { createTalks } from './talks.ts'

/**
 * Rejects with one readable line when the server cannot be used. As durable as the server: with
 * `appendfsync always` an append is on its disk when it resolves.
 */
export async function openRedisLog(address: RedisAddress, report: Report = warn): Promise<OpenedLog> {
  let closed = false
  const tell: Report = (error) => {
    if (!closed) report(error)
  }
  const { main, tail, subscriber, tellUnlessLost } = await openConnections(address, tell)
  const reportMalformed = malformedReporter(tell)
  const keys = redisKeys(address.prefix)

  const store = createStore(main, keys)
  const runs = createRuns(main, keys)
  const talks = createTalks(store, () => followers, tellUnlessLost)
  const entries = createEntries({ store, talks, assertOpen, reportMalformed, report: tellUnlessLost })
  const followers = createSubscribers(entries.readOn, tellUnlessLost)
  const leases = createLeases(main, keys, tell)
  const signals = await openPubSub({
    main,
    subscriber,
    channel: keys.news,
    onEpoch(talk) {
      if (talks.followed().includes(talk)) void talks.check(talk).catch(tellUnlessLost)
    },
    onLease: leases.released,
    report: tell,
  })
  const waiting = createTail({
    main,
    tail,
    keys,
    talks,
    onEntries: reportMalformed,
    report: tellUnlessLost,
  })
  const caution = await durabilityWarning(main.redis)

  function assertOpen(): void {
    if (closed) throw new Error('The log is closed.')
  }

  const log: TalkLog = {
    async append(talk, after, batch) {
      assertOpen()
      return entries.append(talk, after, batch)
    },
    async *read(talk, after) {
      let last = after
      for await (const page of pages(entries.page, talk, after)) {
        for (const entry of page) {
          if (entry.seq !== last + 1)
            tell(new Error(`Entries ${last + 1} to ${entry.seq - 1} of the talk "${talk}" are not in Redis.`))
          last = entry.seq
          yield entry
        }
      }
    },
    subscribe(talk, after, listener) {
      assertOpen()
      talks.follow(talk)
      const undo = followers.follow(talk, after, listener)
      // An error means that Redis is unreachable: all talks are checked when it is back.
      talks.check(talk).then(waiting.changed, () => {})
      return undo
    },
    signal(talk, signal) {
      if (!closed) signals.signal(talk, signal)
    },
    onSignal(talk, listener) {
      assertOpen()
      return signals.onSignal(talk, listener)
    },
    async epoch(talk) {
      assertOpen()
      return talks.epoch(talk)
    },
    onEpoch: talks.onEpoch,
    lease(name, listener) {
      assertOpen()
      return leases.lease(name, listener)
    },
    async saveSnapshot(talk, snapshot) {
      assertOpen()
      await store.saveSnapshot(talk, snapshot, talks.known(talk).epoch, address.keep)
    },
    async snapshot(talk) {
      assertOpen()
      const snapshot = await store.snapshot(talk)
      if (snapshot !== 'mismatch') return snapshot
      tell(new Error(`The snapshot of the talk "${talk}" in Redis is of another stream and is ignored.`))
      return null
    },
    async talks() {
      assertOpen()
      return runs.talks()
    },
    async runs(talk) {
      assertOpen()
      return runs.list(talk)
    },
    async *readRun(talk, run) {
      assertOpen()
      for await (const page of pages(runs.page, runKey(talk, run), 0)) yield* page
    },
    async runSnapshot(talk, run) {
      assertOpen()
      return runs.snapshot(talk, run)
    },
    async begin(talk, epoch, first) {
      assertOpen()
      const run = (await runs.numbers(talk)).now + 1
      if (!(await runs.begin(talk, epoch, run, first(run)))) return false
      // This node starts over like all others. If Redis is lost now, it does when Redis is back.
      await talks.check(talk).catch(tellUnlessLost)
      return true
    },
    async forget(talk, run) {
      assertOpen()
      const { now } = await runs.numbers(talk)
      if (run === now) throw new Error(`Run ${run} of the talk "${talk}" is the current one.`)
      return runs.forget(talk, run)
    },
    async close() {
      if (closed) return
      closed = true
      followers.close()
      signals.close()
      waiting.close()
      tail.close()
      subscriber.close()
      await leases.close()
      // Commands under way are answered before this one.
      if (main.ready) await main.redis.ping().catch(() => {})
      main.close()
    },
  }
  return { log, keptAside: null, ...(caution !== null && { caution }) }
}
