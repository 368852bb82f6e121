/** What this node knows of each talk in Redis: its epoch and its newest entry, and whether both still stand. */
import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { epochSchema, type Epoch, type TalkId } from '../../../protocol/ids.ts'
import type { Followers } from '../followers.ts'
import type { Report, Undo } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { readEntry, type RawEntry, type ReadEntry } from './entries.ts'
import type { Names } from './names.ts'
import { newsText } from './news.ts'
import { EPOCH, LOOK, MEND } from './scripts.ts'

/** The newest entry that this node has seen; number 0 when there is none. */
interface Head {
  seq: number
  mark: string
}

type OnEpoch = (epoch: Epoch, first: boolean) => void

interface Known {
  epoch: Epoch | null
  head: Head | null
  followed: boolean
  /** It was replaced under whoever folded it: until they follow anew, what they append is stale. */
  over: boolean
  listeners: Set<{ listener: OnEpoch }>
  looking: Promise<void> | undefined
  /** How often it has started over: what was asked in an earlier life does not count in this one. */
  life: number
}

export interface Talks {
  known(talk: TalkId): Readonly<Known>
  /** Those that somebody has followed. */
  followed(): TalkId[]
  /** The epoch that stands in Redis; made when there is none. */
  epoch(talk: TalkId): Promise<Epoch>
  onEpoch(talk: TalkId, listener: OnEpoch): Undo
  follow(talk: TalkId): void
  /** These are stored now, and were asked for in this life: whoever follows gets them. */
  arrived(talk: TalkId, entries: ReadEntry[], life: number): void
  /** Compares what is known with what stands in Redis; starts over when entries were lost. */
  look(talk: TalkId): Promise<void>
  /** Somebody who follows in this life found a gap: `next` is the first entry after it. */
  gone(talk: TalkId, next: number, life: number): void
  mend(talk: TalkId): Promise<void>
}

export function createTalks(
  { run }: Pick<Connection, 'run'>,
  names: Names,
  followers: () => Followers,
  report: Report,
): Talks {
  const all = new Map<TalkId, Known>()

  function known(talk: TalkId): Known {
    let found = all.get(talk)
    if (!found) {
      found = {
        epoch: null,
        head: null,
        followed: false,
        over: false,
        listeners: new Set(),
        looking: undefined,
        life: 0,
      }
      all.set(talk, found)
    }
    return found
  }

  /** Ends what was followed: whoever folded it begins anew, from the snapshot. */
  function startOver(talk: TalkId, first: boolean): void {
    const it = known(talk)
    it.over ||= it.followed
    it.followed = false
    it.head = null
    it.life += 1
    followers().end(talk)
    for (const { listener } of it.listeners) {
      try {
        listener(it.epoch ?? '', first)
      } catch (error) {
        report(error)
      }
    }
  }

  function adopt(talk: TalkId, epoch: Epoch, first: boolean): void {
    const it = known(talk)
    const before = it.epoch
    it.epoch = epoch
    if (before !== null && before !== epoch) startOver(talk, first)
  }

  async function ask(talk: TalkId, old: Epoch): Promise<Epoch> {
    const fresh = randomBytes(9).toString('base64url')
    const keys = [names.epoch(talk), names.stream(talk), names.snapshot(talk)]
    const args = [old, fresh, names.news, newsText({ about: 'epoch', talk })]
    const epoch = (await run(EPOCH, keys, args)) as string
    // Somebody else's text in its place.
    if (!v.is(epochSchema, epoch)) return ask(talk, epoch)
    adopt(talk, epoch, epoch === fresh)
    return epoch
  }

  async function look(talk: TalkId): Promise<void> {
    const it = known(talk)
    const seen = it.head
    const keys = [names.stream(talk), names.epoch(talk), names.snapshot(talk)]
    const answer = await run(LOOK, keys, [seen?.seq ?? 0])
    const [stands, newest, same] = answer as [string | null, RawEntry | null, RawEntry | null]
    const epoch = v.is(epochSchema, stands) ? stands : null
    const top = newest && readEntry(newest)
    if (newest && !top) {
      await mend(talk)
      return look(talk)
    }
    if (epoch === null && it.epoch === null) {
      await ask(talk, '')
      return look(talk)
    }
    const replaced = epoch !== null && it.epoch !== null && epoch !== it.epoch
    if (!replaced && (epoch === null || isLost(seen, top, same && readEntry(same)))) {
      report(new Error(`Redis has lost entries of the talk "${talk}": it starts over with what is left.`))
      await ask(talk, it.epoch ?? '')
      return look(talk)
    }
    if (epoch !== null) adopt(talk, epoch, false)
    const head = { seq: top?.entry.seq ?? 0, mark: top?.mark ?? '' }
    if (!it.head || head.seq > it.head.seq) it.head = head
    if (top) followers().wake(talk, [top.entry])
  }

  /** Entries that a snapshot holds were cut in good order; without it they are lost for everybody. */
  async function fellBehind(talk: TalkId, next: number, life: number): Promise<void> {
    const it = known(talk)
    const held = await run(LOOK, [names.stream(talk), names.epoch(talk), names.snapshot(talk)], [0])
    if (it.life !== life) return
    if (Number((held as unknown[])[3] ?? 0) >= next - 1) return startOver(talk, false)
    report(new Error(`Redis has lost entries before number ${next} of the talk "${talk}".`))
    if (it.epoch === null) await ask(talk, '')
    await ask(talk, it.epoch ?? '')
  }

  async function mend(talk: TalkId): Promise<void> {
    const keys = [names.stream(talk), names.foreign(talk), names.spare(talk)]
    const count = Number(await run(MEND, keys, []))
    if (count > 0)
      report(new Error(`Entries of another program in the talk "${talk}" were put aside: ${count}.`))
  }

  return {
    known,
    followed: () => [...all].filter(([, it]) => it.followed).map(([talk]) => talk),
    epoch: (talk) => ask(talk, ''),
    onEpoch(talk, listener) {
      const { listeners } = known(talk)
      const one = { listener }
      listeners.add(one)
      return () => listeners.delete(one)
    },
    follow(talk) {
      const it = known(talk)
      it.followed = true
      it.over = false
    },
    arrived(talk, entries, life) {
      const it = known(talk)
      const [first] = entries
      if (!first || it.life !== life) return
      const head = it.head ?? { seq: first.entry.seq - 1 }
      const fresh = entries.filter(({ entry }) => entry.seq > head.seq)
      const last = fresh.at(-1)
      if (!last) return
      it.head = { seq: last.entry.seq, mark: last.mark }
      const whole = last.entry.seq - head.seq === fresh.length
      followers().wake(talk, whole ? fresh.map(({ entry }) => entry) : [last.entry])
    },
    look(talk) {
      const it = known(talk)
      it.looking ??= look(talk).finally(() => (it.looking = undefined))
      return it.looking
    },
    gone(talk, next, life) {
      void fellBehind(talk, next, life).catch(report)
    },
    mend,
  }
}

function isLost(seen: Head | null, top: ReadEntry | null, same: ReadEntry | null): boolean {
  if (!seen || seen.seq === 0) return false
  if (!top || top.entry.seq < seen.seq) return true
  return same !== null && same.mark !== seen.mark
}
