/** The runs of the talks in Redis: the keys of the current one have the talk's id, those of earlier ones also a number. */
import { randomBytes } from 'node:crypto'
import type { NewEntry } from '../../../protocol/event.ts'
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import type { Connection } from '../../redis/connection.ts'
import type { ReadPage } from '../paging.ts'
import { runKey, type RunRecord } from '../runs.ts'
import { messageText } from './pubsub.ts'
import { readEntry, type Keys, type RawEntry } from './store.ts'

export function createRuns({ redis, run: script }: Connection, keys: Keys) {
  /** The number of the current run, and those of the earlier ones that are kept. */
  async function numbers(talk: TalkId): Promise<{ now: number; kept: number[] }> {
    const { now = '1', ...kept } = await redis.hgetall(keys.runs(talk))
    return {
      now: Number(now),
      kept: Object.keys(kept)
        .map(Number)
        .toSorted((a, b) => a - b),
    }
  }

  async function record(stream: string, run: number): Promise<RunRecord> {
    const [[first], [last]] = (await Promise.all([
      redis.xrange(stream, '-', '+', 'COUNT', 1),
      redis.xrevrange(stream, '+', '-', 'COUNT', 1),
    ])) as [RawEntry[], RawEntry[]]
    const oldest = first && readEntry(first)?.entry
    const newest = last && readEntry(last)?.entry
    return { run, entries: newest?.seq ?? 0, startedAt: oldest?.at ?? null, endedAt: newest?.at ?? null }
  }

  return {
    numbers,
    async list(talk: TalkId): Promise<RunRecord[]> {
      const { now, kept } = await numbers(talk)
      const earlier = kept.map((run) => record(keys.stream(runKey(talk, run)), run))
      return Promise.all([...earlier, record(keys.stream(talk), now)])
    },
    /** Reads a run by its key. If it ends meanwhile, its entries are found under its new key. */
    page: (async (key, after, limit) => {
      const [talk = '', run = ''] = key.split('@')
      const from = `${after + 1}-0`
      const answers = await redis
        .multi()
        .hget(keys.runs(talk), 'now')
        .xrange(keys.stream(key), from, '+', 'COUNT', limit)
        .xrange(keys.stream(talk), from, '+', 'COUNT', limit)
        .exec()
      const [now, earlier, current] = (answers ?? []).map(([error, answer]) => {
        if (error) throw error
        return answer
      }) as [string | null, RawEntry[], RawEntry[]]
      const raw = Number(now ?? 1) === Number(run) ? current : earlier
      return raw.map((each) => readEntry(each)?.entry).filter((entry) => entry !== undefined)
    }) satisfies ReadPage,
    async snapshot(talk: TalkId, run: number) {
      const { now } = await numbers(talk)
      const key = keys.snapshot(now === run ? talk : runKey(talk, run))
      const [seq, body] = await redis.hmget(key, 'seq', 'body')
      return seq && body ? { seq: Number(seq), body } : null
    },
    /** False if the current run has another epoch or number. */
    async begin(talk: TalkId, epoch: Epoch, run: number, entries: NewEntry[]): Promise<boolean> {
      const before = runKey(talk, run - 1)
      const names = [keys.runs(talk), keys.epoch(talk)]
      for (const name of [keys.stream, keys.snapshot, keys.foreign]) names.push(name(talk), name(before))
      const fields = entries.flatMap(({ at, by, id, event }) => [String(at), by, id, JSON.stringify(event)])
      const fresh = randomBytes(9).toString('base64url')
      const news = messageText({ about: 'epoch', talk })
      const args = [epoch, fresh, run - 1, keys.news, news, ...fields]
      return (await script(BEGIN, names, args)) === 1
    },
    async forget(talk: TalkId, run: number): Promise<boolean> {
      const key = runKey(talk, run)
      const all = [keys.stream, keys.snapshot, keys.foreign, keys.spare].map((name) => name(key))
      // The number is removed last: if the process ends before, the run can be deleted again.
      const answers = await redis
        .multi()
        .unlink(...all)
        .hdel(keys.runs(talk), String(run))
        .exec()
      return answers?.at(-1)?.[1] === 1
    },
    async talks(): Promise<TalkId[]> {
      const found = new Set<TalkId>()
      const start = keys.epoch('')
      let cursor = '0'
      do {
        const [next, names] = await redis.scan(cursor, 'MATCH', keys.epochs, 'COUNT', 1000)
        for (const name of names) found.add(name.slice(start.length))
        cursor = next
      } while (cursor !== '0')
      return [...found]
    },
  }
}

/**
 * Ends the current run and begins the next one, in one step. KEYS runs, epoch, then stream, snapshot and foreign
 * entries, each followed by the name that it gets. ARGV the epoch that is expected, the new one, the number of the run
 * that ends, channel, message for the other nodes, then at, by, id, event of each first entry. Returns 1, or 0 if
 * another node was faster.
 */
const BEGIN = `
local now = redis.call('HGET', KEYS[1], 'now') or '1'
if redis.call('GET', KEYS[2]) ~= ARGV[1] or now ~= ARGV[3] then return 0 end
for i = 3, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end
redis.call('HSET', KEYS[1], now, '1', 'now', string.format('%d', tonumber(now) + 1))
for i = 6, #ARGV, 4 do
  redis.call('XADD', KEYS[3], string.format('%d-0', (i - 6) / 4 + 1), 'at', ARGV[i], 'by', ARGV[i + 1],
    'id', ARGV[i + 2], 'event', ARGV[i + 3])
end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1`
