/** The log of several nodes: a Redis stream for each talk, which is the order, the store and the bus at once. */
import type { Entry } from '../../../protocol/event.ts'
import type { TalkId } from '../../../protocol/ids.ts'
import { createFollowers } from '../followers.ts'
import type { OpenedLog, Report, Snapshot, TalkLog } from '../log.ts'
import { pages } from '../paging.ts'
import type { RedisAddress } from '../../redis/address.ts'
import { durability } from './caution.ts'
import { connect } from '../../redis/connection.ts'
import { flatten, markOf, readEntry, type RawEntry, type ReadEntry } from './entries.ts'
import { createLeases } from './lease.ts'
import { redisNames } from './names.ts'
import { openNews } from './news.ts'
import { APPEND, SAVE } from './scripts.ts'
import { createTail, WAIT_MS } from './tail.ts'
import { createTalks } from './talks.ts'
import { warn } from '../report.ts'

/** Without an answer for so long a connection counts as dead. */
const DEAD_MS = 3000
/** Malformed entries of which each is reported. */
const MOST_TROUBLES = 1000

/**
 * Rejects with one readable line when the server cannot be used. Durable as far as the server is: with
 * `appendfsync always` an answered entry is on its disk.
 */
export async function openRedisLog(address: RedisAddress, report: Report = warn): Promise<OpenedLog> {
  let closed = false
  let away = false
  const tell: Report = (error) => {
    if (!closed) report(error)
  }
  /** What fails because Redis is away is said once, when it goes. */
  const tellWhileHere: Report = (error) => {
    if (!away) tell(error)
  }
  const lost = (why: Error): void => {
    if (!away) tell(why)
    away = true
  }
  const main = await connect({ address, lost, deadMs: DEAD_MS })
  main.redis.on('ready', () => (away = false))
  const tail = await connect({ address, deadMs: DEAD_MS + WAIT_MS, waits: true })
  const ears = await connect({ address, deadMs: DEAD_MS })
  const names = redisNames(address.prefix)

  const talks = createTalks(main, names, () => followers, tellWhileHere)
  const followers = createFollowers(readOn, tellWhileHere)
  const leases = createLeases(main, names, tell)
  const news = await openNews({
    main,
    ears,
    channel: names.news,
    onEpoch(talk) {
      if (talks.followed().includes(talk)) void talks.look(talk).catch(tellWhileHere)
    },
    onLease: leases.ask,
    report: tell,
  })
  const waiting = createTail({
    main,
    tail,
    places: () =>
      talks.followed().map((talk) => {
        const { head, life } = talks.known(talk)
        return { talk, stream: names.stream(talk), after: head?.seq ?? null, life }
      }),
    arrived({ talk, life }, entries) {
      complain(talk, entries)
      talks.arrived(talk, entries, life)
    },
    look: talks.look,
    mend: talks.mend,
    report: tellWhileHere,
  })
  const caution = await durability(main.redis)

  const complained = new Set<string>()
  function complain(talk: TalkId, entries: ReadEntry[]): void {
    for (const { entry, trouble } of entries) {
      const which = `${talk} ${entry.seq}`
      if (trouble === null || complained.has(which) || complained.size >= MOST_TROUBLES) continue
      complained.add(which)
      tell(
        new Error(
          `Entry ${entry.seq} of the talk "${talk}" in Redis is malformed and changes nothing: ${trouble}.`,
        ),
      )
    }
  }

  function open(): void {
    if (closed) throw new Error('The log is closed.')
  }

  /** Entries after `after` in order; numbers may be missing. */
  async function readPage(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    open()
    const found: ReadEntry[] = []
    for (let from = `${after + 1}-0`; found.length < limit;) {
      const raw = (await main.redis.xrange(names.stream(talk), from, '+', 'COUNT', limit)) as RawEntry[]
      open()
      const read = raw.map(readEntry)
      found.push(...read.filter((one) => one !== null))
      const last = raw.at(-1)
      if (!last || raw.length < limit) break
      from = `(${last[0]}`
    }
    complain(talk, found)
    return found.slice(0, limit).map(({ entry }) => entry)
  }

  /** For those who follow: never over a gap. Who stands before one starts over. */
  async function readOn(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    const { life } = talks.known(talk)
    const page = await readPage(talk, after, limit)
    const whole = page.findIndex(({ seq }, i) => seq !== after + 1 + i)
    const [first] = page
    if (whole === 0 && first) talks.gone(talk, first.seq, life)
    return whole === -1 ? page : page.slice(0, whole)
  }

  async function append(talk: TalkId, after: number, entries: Entry[]): Promise<boolean> {
    const { epoch, head, life } = talks.known(talk)
    const mark = head?.seq === after ? head.mark : ''
    const keys = [names.stream(talk), names.epoch(talk)]
    const args = [epoch ?? '', after, mark, ...entries.flatMap(flatten)]
    let [answer, newest] = (await main.run(APPEND, keys, args)) as [number, RawEntry | undefined]
    if (answer === 2) {
      await talks.mend(talk)
      ;[answer, newest] = (await main.run(APPEND, keys, args)) as [number, RawEntry | undefined]
    }
    const top = newest && readEntry(newest)
    if (answer === 1)
      talks.arrived(
        talk,
        entries.map((entry) => ({ entry, mark: markOf(entry), trouble: null })),
        life,
      )
    else if (top && top.entry.seq > after) talks.arrived(talk, [top], life)
    // Below what we know, or another entry in its place: was something lost?
    else void talks.look(talk).catch(tellWhileHere)
    return answer === 1
  }

  const log: TalkLog = {
    async append(talk, after, batch) {
      open()
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
      open()
      talks.follow(talk)
      const undo = followers.follow(talk, after, listener)
      // Failing means that Redis is away: then all are looked at when it comes back.
      talks.look(talk).then(waiting.changed, () => {})
      return undo
    },
    whisper(talk, whisper) {
      if (!closed) news.whisper(talk, whisper)
    },
    onWhisper(talk, listener) {
      open()
      return news.onWhisper(talk, listener)
    },
    async epoch(talk) {
      open()
      return talks.epoch(talk)
    },
    onEpoch: talks.onEpoch,
    lease(name, listener) {
      open()
      return leases.lease(name, listener)
    },
    async saveSnapshot(talk, { seq, body }) {
      open()
      const keys = [names.snapshot(talk), names.stream(talk), names.epoch(talk)]
      await main.run(SAVE, keys, [seq, body, talks.known(talk).epoch ?? '', address.keep])
    },
    async snapshot(talk) {
      open()
      const [[seq, body], newest] = await Promise.all([
        main.redis.hmget(names.snapshot(talk), 'seq', 'body'),
        main.redis.xrevrange(names.stream(talk), '+', '-', 'COUNT', 1),
      ])
      if (!seq || !body) return null
      const [top] = newest.map(readEntry)
      const whole = /^\d{1,12}$/.test(seq) && Number(seq) <= (top?.entry.seq ?? Infinity)
      if (!whole)
        tell(new Error(`The snapshot of the talk "${talk}" in Redis is not of this stream: it is ignored.`))
      return whole ? ({ seq: Number(seq), body } satisfies Snapshot) : null
    },
    async close() {
      if (closed) return
      closed = true
      followers.close()
      news.close()
      waiting.close()
      tail.close()
      ears.close()
      await leases.close()
      // What was asked before is answered before this.
      if (main.ready) await main.redis.ping().catch(() => {})
      main.close()
    },
  }
  return { log, keptAside: null, ...(caution !== null && { caution }) }
}
