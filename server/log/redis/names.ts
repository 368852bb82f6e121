/** The names of keys and channels in Redis, all with one prefix. */
import type { TalkId } from '../../../protocol/ids.ts'

export type Names = ReturnType<typeof redisNames>

export function redisNames(prefix: string) {
  return {
    stream: (talk: TalkId): string => `${prefix}talk:${talk}`,
    epoch: (talk: TalkId): string => `${prefix}epoch:${talk}`,
    snapshot: (talk: TalkId): string => `${prefix}snapshot:${talk}`,
    /** What was found in the stream and is not ours. */
    foreign: (talk: TalkId): string => `${prefix}foreign:${talk}`,
    spare: (talk: TalkId): string => `${prefix}spare:${talk}`,
    lease: (name: string): string => `${prefix}lease:${name}`,
    /** The channel of all whispers and hints. */
    news: `${prefix}news`,
  }
}
