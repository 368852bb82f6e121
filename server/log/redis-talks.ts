/** What this node knows of each talk in Redis: its epoch and its newest entry, and whether both still stand. */
import { randomBytes } from 'node:crypto'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import type { Followers } from './followers.ts'
import type { Report, Undo } from './log.ts'
import type { Connection } from './redis-connection.ts'
import { readEntry, type RawEntry, type ReadEntry } from './redis-entries.ts'
import type { Names } from './redis-names.ts'
import { newsText } from './redis-news.ts'
import { EPOCH, LOOK, MEND } from './redis-scripts.ts'

/** The newest entry that this node has seen; number 0 when there is none. */
interface Head {
  seq: number
  mark: string
}

interface Known {
  epoch: Epoch | null
  head: Head | null
  followed: boolean
  /** It was replaced under whoever folded it: until they follow anew, what they append is stale. */
  over: boolean
  listeners: Set<{ listener: (epoch: Epoch) => void }>
  looking: Promise<void> | undefined
}

export interface Talks {
  known(talk: TalkId): Readonly<Known>
  /** Those that somebody has followed. */
  followed(): TalkId[]
  /** The epoch that stands in Redis; made when there is none. */
  epoch(talk: TalkId): Promise<Epoch>
  onEpoch(talk: TalkId, listener: (epoch: Epoch) => void): Undo
  follow(talk: TalkId): void
  /** These are stored now: whoever follows gets them. */
  arrived(talk: TalkId, entries: ReadEntry[]): void
  /** Compares what is known with what stands in Redis; starts over when entries were lost. */
  look(talk: TalkId): Promise<void>
  /** A follower found that the entry after `after` is gone, and `next` is the first there is. */
  gone(talk: TalkId, next: number): void
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
      }
      all.set(talk, found)
    }
    return found
  }

  /** Ends what was followed: whoever folded it begins anew, from the snapshot. */
  function startOver(talk: TalkId, epoch: Epoch): void {
    const it = known(talk)
    const wasFollowed = it.followed
    it.followed = false
    it.head = null
    followers().end(talk)
    if (!wasFollowed) return
    it.over = true
    for (const { listener } of it.listeners) {
      try {
        listener(epoch)
      } catch (error) {
        report(error)
      }
    }
  }

  function adopt(talk: TalkId, epoch: Epoch): void {
    const it = known(talk)
    const before = it.epoch
    it.epoch = epoch
    if (before !== null && before !== epoch) startOver(talk, epoch)
  }

  async function ask(talk: TalkId, old: Epoch): Promise<Epoch> {
    const fresh = randomBytes(9).toString('base64url')
    const keys = [names.epoch(talk), names.stream(talk), names.snapshot(talk)]
    const epoch = (await run(EPOCH, keys, [
      old,
      fresh,
      names.news,
      newsText({ about: 'epoch', talk }),
    ])) as Epoch
    adopt(talk, epoch)
    return epoch
  }

  async function look(talk: TalkId): Promise<void> {
    const it = known(talk)
    const seen = it.head
    const keys = [names.stream(talk), names.epoch(talk), names.snapshot(talk)]
    const [epoch, newest, same] = (await run(LOOK, keys, [seen?.seq ?? 0])) as [
      Epoch | null,
      RawEntry | null,
      RawEntry | null,
    ]
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
    if (epoch !== null) adopt(talk, epoch)
    const head = { seq: top?.entry.seq ?? 0, mark: top?.mark ?? '' }
    if (!it.head || head.seq > it.head.seq) it.head = head
    if (top) followers().wake(talk, [top.entry])
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
    arrived(talk, entries) {
      const it = known(talk)
      const head = it.head
      // Without it the next look finds them.
      if (!head) return
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
    gone(talk, next) {
      const it = known(talk)
      if (!it.followed) return
      void (async () => {
        const keys = [names.stream(talk), names.epoch(talk), names.snapshot(talk)]
        const [, , , held] = (await run(LOOK, keys, [0])) as unknown[]
        if (!it.followed) return
        if (Number(held ?? 0) >= next - 1) return startOver(talk, it.epoch ?? '')
        report(new Error(`Redis has lost entries before number ${next} of the talk "${talk}".`))
        await ask(talk, it.epoch ?? '')
      })().catch(report)
    },
    mend,
  }
}

function isLost(seen: Head | null, top: ReadEntry | null, same: ReadEntry | null): boolean {
  if (!seen || seen.seq === 0) return false
  if (!top || top.entry.seq < seen.seq) return true
  return same !== null && same.mark !== seen.mark
}
