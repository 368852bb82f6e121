/** What the server knows about a talk before it begins, for its presenter's phone and for the terminal. */
import { statfs } from 'node:fs/promises'
import type { TunnelStatus } from '../../protocol/address.ts'
import type { CheckFacts, Disk } from '../../protocol/check.ts'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { deckHas } from '../../protocol/outline.ts'
import type { Posts } from '../feeds/hub.ts'
import type { Room } from '../room/room.ts'
import type { Talk } from '../talk/talk.ts'

export interface CheckParts {
  rooms: ReadonlyMap<TalkId, Room>
  posts: Pick<Posts, 'status' | 'read'>
  tunnel: () => TunnelStatus | null
  /** The address of the stage. */
  stageUrl: (talk: TalkId) => string
  show: (talk: TalkId) => { deck: Deck; kept: DeckWarning | null } | undefined
  /** The folder of the log; null if it is in Redis, undefined if nothing is stored. */
  data?: string | null | undefined
}

export function createCheck(parts: CheckParts): (talk: Talk) => Promise<CheckFacts> {
  const { rooms, posts, tunnel, stageUrl, show, data } = parts
  return async (talk) => {
    const heads = rooms.get(talk.id)?.presence.latest()
    const { deck, kept = null } = show(talk.id) ?? {}
    const warnings = deck?.warnings ?? []
    const hasPosts = deck !== undefined && deckHas(deck.outline, 'live-map')
    // It is read for a moment longer, so that the next question has an answer.
    if (hasPosts) posts.read()()
    return {
      stages: heads?.stage ?? 0,
      stageUrl: stageUrl(talk.id),
      phones: heads?.presenter ?? 0,
      tunnel: tunnel(),
      storage: {
        saved: talk.saved,
        forgetful: data === undefined,
        disk: typeof data === 'string' ? await diskOf(data) : null,
      },
      feed: hasPosts ? posts.status : null,
      warnings: kept ? [kept, ...warnings] : warnings,
    }
  }
}

export async function diskOf(folder: string): Promise<Disk> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return { folder, freeBytes: bavail * bsize }
  } catch {
    // Some file systems do not say it.
    return { folder, freeBytes: null }
  }
}
