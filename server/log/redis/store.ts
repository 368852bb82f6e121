/** What is stored in Redis: the keys, the entries of a stream, and the commands that read and write them atomically. */
import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { isEvent, type Entry, type Event, type NewEntry } from '../../../protocol/event.ts'
import { epochSchema, type Epoch, type TalkId } from '../../../protocol/ids.ts'
import type { Snapshot } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { messageText } from './pubsub.ts'

export type Keys = ReturnType<typeof redisKeys>

/**
 * All keys and channels share one prefix. The current run has the talk's id in its keys, so that appends need not know
 * its number. When the run ends, its keys are renamed: they get its number, too.
 */
export function redisKeys(prefix: string) {
  return {
    /** A hash: the number of the current run as `now`, and a field for the number of each earlier run. */
    runs: (talk: TalkId): string => `${prefix}runs:${talk}`,
    /** The keys of every talk's epoch, as a pattern. */
    epochs: `${prefix.replaceAll(/[*?[\]\\^]/g, '\\$&')}epoch:*`,
    stream: (talk: TalkId): string => `${prefix}talk:${talk}`,
    epoch: (talk: TalkId): string => `${prefix}epoch:${talk}`,
    snapshot: (talk: TalkId): string => `${prefix}snapshot:${talk}`,
    /** Entries of other programs that were found in the stream. */
    foreign: (talk: TalkId): string => `${prefix}foreign:${talk}`,
    /** Used while a stream is rebuilt. */
    spare: (talk: TalkId): string => `${prefix}spare:${talk}`,
    lease: (name: string): string => `${prefix}lease:${name}`,
    /** The channel of all messages between nodes. */
    news: `${prefix}news`,
  }
}

/** What an append expects of the talk. */
interface Expected {
  after: number
  /** Null accepts any. */
  epoch: Epoch | null
  /** The mark of entry `after`; null accepts any. */
  mark: string | null
}

export type Store = ReturnType<typeof createStore>

export function createStore({ redis, run }: Connection, keys: Keys) {
  return {
    async append(talk: TalkId, { after, epoch, mark }: Expected, entries: NewEntry[]) {
      const fields = entries.flatMap(({ at, by, id, event }) => [String(at), by, id, JSON.stringify(event)])
      const args = [epoch ?? '', after, mark ?? '', ...fields]
      const answer = await run(APPEND, [keys.stream(talk), keys.epoch(talk)], args)
      const [code, newest] = answer as [0 | 1 | 2, RawEntry?]
      const result = ({ 0: 'stale', 1: 'appended', 2: 'foreign' } as const)[code]
      return { result, newest: newest ? readEntry(newest) : null }
    },
    /** Entries after `after` in order; numbers may be missing. */
    async page(talk: TalkId, after: number, limit: number): Promise<ReadEntry[]> {
      const found: ReadEntry[] = []
      for (let from = `${after + 1}-0`; found.length < limit;) {
        const raw = (await redis.xrange(keys.stream(talk), from, '+', 'COUNT', limit)) as RawEntry[]
        found.push(...raw.map(readEntry).filter((entry) => entry !== null))
        const last = raw.at(-1)
        if (!last || raw.length < limit) break
        from = `(${last[0]}`
      }
      return found.slice(0, limit)
    },
    /** What a node compares with what it knows; `same` is the entry with the number `seq`. */
    async inspect(talk: TalkId, seq: number) {
      const answer = await run(INSPECT, [keys.stream(talk), keys.epoch(talk), keys.snapshot(talk)], [seq])
      const [epoch, newest, same, snapshot] = answer as [unknown, RawEntry | null, RawEntry | null, unknown]
      return {
        epoch: v.is(epochSchema, epoch) ? epoch : null,
        newest: newest && (readEntry(newest) ?? ('foreign' as const)),
        same: same && readEntry(same),
        snapshot: Number(snapshot ?? 0),
      }
    },
    /** The epoch; a new one when there is none, when it is `old`, or when the stream was lost. */
    async epoch(talk: TalkId, old: Epoch | null): Promise<{ epoch: Epoch; created: boolean }> {
      const fresh = randomBytes(9).toString('base64url')
      const names = [keys.epoch(talk), keys.stream(talk), keys.snapshot(talk)]
      const args = [old ?? '', fresh, keys.news, messageText({ about: 'epoch', talk })]
      const epoch = (await run(EPOCH, names, args)) as string
      // Text of another program is replaced.
      if (!v.is(epochSchema, epoch)) return this.epoch(talk, epoch)
      return { epoch, created: epoch === fresh }
    },
    /** Moves entries of other programs out of the stream, and returns how many. */
    async repair(talk: TalkId) {
      return Number(await run(REPAIR, [keys.stream(talk), keys.foreign(talk), keys.spare(talk)], []))
    },
    async saveSnapshot(talk: TalkId, { seq, body }: Snapshot, epoch: Epoch | null, keep: number) {
      await run(
        SAVE,
        [keys.snapshot(talk), keys.stream(talk), keys.epoch(talk)],
        [seq, body, epoch ?? '', keep],
      )
    },
    /** `mismatch` when it does not belong to the stream. */
    async snapshot(talk: TalkId): Promise<Snapshot | 'mismatch' | null> {
      const [[seq, body], [newest]] = await Promise.all([
        redis.hmget(keys.snapshot(talk), 'seq', 'body'),
        redis.xrevrange(keys.stream(talk), '+', '-', 'COUNT', 1),
      ])
      if (!seq || !body) return null
      const last = (newest && readEntry(newest)?.entry.seq) ?? Infinity
      return /^\d{1,12}$/.test(seq) && Number(seq) <= last ? { seq: Number(seq), body } : 'mismatch'
    },
  }
}

/** `[id, [name, value, …]]`, as Redis returns it. */
export type RawEntry = [string, string[]]

export interface ReadEntry {
  entry: Entry
  /** Differs between two entries with the same number. */
  mark: string
  /** Why the entry is malformed, or null. A malformed entry changes nothing. */
  trouble: string | null
}

/** The mark is made of `at`, `by` and `id` with their names. The scripts make the same. */
const MARKED = 6
/** Longer numbers are timestamps from an `XADD *` of another program. */
const OURS = /^(\d{1,12})-0$/

const entrySchema = v.object({
  at: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
  by: v.pipe(v.string(), v.maxLength(200)),
  id: v.pipe(v.string(), v.maxLength(200)),
  event: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
      try {
        return JSON.parse(dataset.value)
      } catch {
        addIssue({ message: 'not JSON' })
        return NEVER
      }
    }),
    v.looseObject({ type: v.string() }),
    v.check(isEvent, 'not the shape of its type'),
  ),
})

/** Null when the id is not a number of ours: the entry does not belong to the talk. */
export function readEntry([id, fields]: RawEntry): ReadEntry | null {
  const seq = Number(OURS.exec(id)?.[1] ?? 0)
  if (seq === 0) return null
  const mark = fields.slice(0, MARKED).join('\n')
  const given: Record<string, string> = Object.create(null)
  for (let i = 0; i + 1 < fields.length; i += 2) given[fields[i] ?? ''] = fields[i + 1] ?? ''
  const parsed = v.safeParse(entrySchema, given)
  if (parsed.success) {
    const event = parsed.output.event as unknown as Event
    return { entry: { seq, ...parsed.output, event }, mark, trouble: null }
  }
  const event = { type: 'unknown/malformed' } as unknown as Event
  const trouble = parsed.issues[0].message
  return { entry: { seq, at: 0, by: 'unknown', id: `unknown-${seq}`, event }, mark, trouble }
}

export function markOf({ at, by, id }: NewEntry): string {
  return ['at', at, 'by', by, 'id', id].join('\n')
}

/**
 * Functions that the scripts share. `top` returns the newest entry of a stream, or false. `number` returns the
 * number of an entry, or nil when its id is not ours. `mark` returns the mark of an entry.
 */
const PARTS = `
local function top(key) return redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1] or false end
local function number(id)
  local n, rest = string.match(id, '^(%d+)%-(%d+)$')
  if rest == '0' and #n <= 12 then return tonumber(n) end
end
local function mark(fields) return table.concat(fields, '\\n', 1, math.min(6, #fields)) end
local function id(n) return string.format('%d-0', n) end
local function held(snapshot) return tonumber(redis.call('HGET', snapshot, 'seq') or 0) or 0 end
`

/**
 * Appends if the newest entry is number `after` with the given mark, in the given epoch.
 * KEYS stream, epoch. ARGV epoch (empty: any), after, mark (empty: any), then at, by, id, event of each entry.
 * Returns {1} when appended, {0, newest} when stale, {2} when a foreign id makes the append impossible.
 */
const APPEND = `${PARTS}
local newest = top(KEYS[1])
local last = newest and number(newest[1]) or (newest and -1 or 0)
if last == -1 then return {2} end
local after = tonumber(ARGV[2])
if last ~= after then return {0, newest} end
if ARGV[1] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[1] then return {0, newest} end
if ARGV[3] ~= '' and newest and mark(newest[2]) ~= ARGV[3] then return {0, newest} end
for i = 4, #ARGV, 4 do
  after = after + 1
  local added = redis.pcall('XADD', KEYS[1], id(after), 'at', ARGV[i], 'by', ARGV[i + 1], 'id', ARGV[i + 2],
    'event', ARGV[i + 3])
  if type(added) == 'table' and added.err then
    if string.find(added.err, 'equal or smaller') then return {2} end
    return added
  end
end
return {1}`

/**
 * Reads what a node compares with what it knows. KEYS stream, epoch, snapshot. ARGV the last number known.
 * Returns {epoch, newest entry, entry with that number, number of the snapshot}; false for each that is absent.
 */
const INSPECT = `${PARTS}
local seen = redis.call('XRANGE', KEYS[1], id(ARGV[1]), id(ARGV[1]))[1] or false
return {redis.call('GET', KEYS[2]), top(KEYS[1]), seen, redis.call('HGET', KEYS[3], 'seq')}`

/**
 * Returns the epoch of a talk. Replaces it by `fresh` if it is absent or equal to `old`, or if there is a snapshot
 * without a stream; in the last case the numbers continue after the snapshot.
 * KEYS epoch, stream, snapshot. ARGV old, fresh, channel, message for the other nodes.
 */
const EPOCH = `${PARTS}
local known = redis.call('GET', KEYS[1])
local last = held(KEYS[3])
local orphan = last > 0 and not top(KEYS[2])
if known and known ~= ARGV[1] and not orphan then return known end
if orphan then
  redis.call('DEL', KEYS[2])
  redis.call('XADD', KEYS[2], id(last), 'at', '0', 'by', 'server', 'id', 'snapshot', 'event',
    '{"type":"unknown/restored"}')
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return ARGV[2]`

/**
 * Saves a snapshot, unless a newer one is stored, the epoch differs, or the stream does not have its entries. Then
 * trims entries that the snapshot covers, but never the newest `keep`. KEYS snapshot, stream, epoch.
 * ARGV seq, body, epoch (empty: any), keep.
 */
const SAVE = `${PARTS}
local seq = tonumber(ARGV[1])
if ARGV[3] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[3] then return 0 end
local newest = top(KEYS[2])
local last = newest and number(newest[1])
if not last or seq > last then return 0 end
local known = held(KEYS[1])
if seq < known and known <= last then return 0 end
redis.call('HSET', KEYS[1], 'seq', ARGV[1], 'body', ARGV[2])
local first = math.min(seq, last - tonumber(ARGV[4])) + 1
if first > 1 then redis.call('XTRIM', KEYS[2], 'MINID', id(first)) end
return 1`

/**
 * Moves entries with foreign ids to another stream, which keeps the last 1,000, and rebuilds the stream, because Redis
 * accepts no id smaller than one that was used. KEYS stream, foreign, spare. Returns how many were moved.
 */
const REPAIR = `${PARTS}
local from, moved = '-', 0
redis.call('DEL', KEYS[3])
while true do
  local page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 1000)
  if #page == 0 then break end
  for _, entry in ipairs(page) do
    if number(entry[1]) then
      redis.call('XADD', KEYS[3], entry[1], unpack(entry[2], 1, math.min(#entry[2], 100)))
    else
      redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'was', entry[1], unpack(entry[2], 1, math.min(#entry[2], 100)))
      moved = moved + 1
    end
    from = '(' .. entry[1]
  end
end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[1]) else redis.call('DEL', KEYS[1]) end
return moved`
