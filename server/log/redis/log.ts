/** The log of several nodes: one Redis stream for each talk stores the entries and their order, and notifies the nodes. */
import type { Redis } from 'ioredis'
import type { Entry } from '../../../protocol/event.ts'
import type { TalkId } from '../../../protocol/ids.ts'
import { createSubscribers } from '../subscribers.ts'
import { warn, type OpenedLog, type Report, type TalkLog } from '../log.ts'
import { pages } from '../paging.ts'
import type { RedisAddress } from '../../redis/address.ts'
import { connect } from '../../redis/connection.ts'
import { runKey } from '../runs.ts'
import { createLeases } from './leases.ts'
import { openPubSub } from './pubsub.ts'
import { createRuns } from './runs.ts'
import { createStore, markOf, redisKeys, type ReadEntry } from './store.ts'
import { createTail, WAIT_MS } from './tail.ts'
import { createTalks } from './talks.ts'

/** A connection without an answer for this long counts as dead. */
const DEAD_MS = 3000
/** At most this many malformed entries are reported. */
const MAX_REPORTED = 1000

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
  const followers = createSubscribers(readOn, tellUnlessLost)
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

  async function readPage(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    assertOpen()
    const found = await store.page(talk, after, limit)
    assertOpen()
    reportMalformed(talk, found)
    return found.map(({ entry }) => entry)
  }

  /** For subscribers: stops before a missing number. At one, the talk starts over. */
  async function readOn(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    const { generation } = talks.known(talk)
    const page = await readPage(talk, after, limit)
    const gap = page.findIndex(({ seq }, i) => seq !== after + 1 + i)
    const [first] = page
    if (gap === 0 && first) talks.missing(talk, first.seq, generation)
    return gap === -1 ? page : page.slice(0, gap)
  }

  async function append(talk: TalkId, after: number, entries: Entry[]): Promise<boolean> {
    const { epoch, head, generation } = talks.known(talk)
    const expected = { after, epoch, mark: head?.seq === after ? head.mark : null }
    let { result, newest } = await store.append(talk, expected, entries)
    if (result === 'foreign') {
      await talks.repair(talk)
      ;({ result, newest } = await store.append(talk, expected, entries))
    }
    if (result === 'appended') {
      const stored = entries.map((entry) => ({ entry, mark: markOf(entry), trouble: null }))
      talks.arrived(talk, stored, generation)
    } else if (newest && newest.entry.seq > after) talks.arrived(talk, [newest], generation)
    // The newest entry is older than the one known, or differs from it: entries may be lost.
    else void talks.check(talk).catch(tellUnlessLost)
    return result === 'appended'
  }

  const log: TalkLog = {
    async append(talk, after, batch) {
      assertOpen()
      if (talks.known(talk).over) return 'stale'
      const entries = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      return (await append(talk, after, entries)) ? entries : 'stale'
    },
    async *read(talk, after) {
      let last = after
      for await (const page of pages(readPage, talk, after)) {
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
    whisper(talk, whisper) {
      if (!closed) signals.whisper(talk, whisper)
    },
    onWhisper(talk, listener) {
      assertOpen()
      return signals.onWhisper(talk, listener)
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

async function openConnections(address: RedisAddress, tell: Report) {
  let lost = false
  /** While Redis is unreachable, everything fails for the one reason that was reported. */
  const tellUnlessLost: Report = (error) => {
    if (!lost) tell(error)
  }
  const onLost = (why: Error): void => {
    tellUnlessLost(why)
    lost = true
  }
  const main = await connect({ address, lost: onLost, deadMs: DEAD_MS })
  main.redis.on('ready', () => (lost = false))
  const tail = await connect({ address, deadMs: DEAD_MS + WAIT_MS, waits: true })
  const subscriber = await connect({ address, deadMs: DEAD_MS })
  return { main, tail, subscriber, tellUnlessLost }
}

/** Reports each malformed entry once. */
function malformedReporter(report: Report): (talk: TalkId, entries: ReadEntry[]) => void {
  const reported = new Set<string>()
  return (talk, entries) => {
    for (const { entry, trouble } of entries) {
      const name = `Entry ${entry.seq} of the talk "${talk}" in Redis`
      if (trouble === null || reported.has(name) || reported.size >= MAX_REPORTED) continue
      reported.add(name)
      report(new Error(`${name} is malformed and changes nothing: ${trouble}.`))
    }
  }
}

/** One line when Redis may lose entries that it has acknowledged; null when not, or when it does not tell. */
async function durabilityWarning(redis: Redis): Promise<string | null> {
  const setting = async (name: string): Promise<string> => {
    // A managed server, or a user without the right, does not answer.
    const answer = (await redis.config('GET', name).catch(() => [])) as string[]
    return answer[1] ?? ''
  }
  const [appendonly, fsync, policy] = await Promise.all(
    ['appendonly', 'appendfsync', 'maxmemory-policy'].map(setting),
  )
  if (policy?.startsWith('allkeys'))
    return `Redis may delete talks when its memory is full (maxmemory-policy ${policy}): set noeviction.`
  if (appendonly === 'no')
    return 'Redis stores nothing on its disk (appendonly no): when it stops, the talks are lost.'
  if (appendonly === 'yes' && fsync !== 'always' && fsync !== '')
    return `Redis answers before it writes to its disk (appendfsync ${fsync}): a power cut can lose the last second.`
  return null
}
