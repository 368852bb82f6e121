/** A feed with a fallback: if it fails for long, the recording replaces it until it is back. */
import type { FeedStatus } from '../../protocol/post.ts'
import { coalesce } from '../base/coalesce.ts'
import type { Undo } from '../log/log.ts'
import type { Feed } from './feed.ts'

/** A shorter failure would not be noticed in the room. */
const PATIENCE_MS = 10_000

export function withFallback(feed: Feed, recording: Feed): Feed {
  return {
    name: feed.name,
    start(listener): Undo {
      let last: FeedStatus = { name: feed.name, state: 'connecting', trouble: null }
      const giveUp = coalesce(fallBack, PATIENCE_MS)
      let standIn: Undo | undefined

      const tell = (): void => listener.status(standIn ? { ...last, state: 'fallback' } : last)
      function fallBack(): void {
        last = { ...last, trouble: last.trouble ?? { is: 'silent', n: 0 } }
        standIn = recording.start({ posts: (posts) => listener.posts(posts), status: () => {} })
        tell()
      }
      function recover(): void {
        giveUp.cancel()
        standIn?.()
        standIn = undefined
      }

      const stop = feed.start({
        posts: (posts) => listener.posts(posts),
        status(status) {
          last = status
          if (status.state !== 'connecting') recover()
          else if (!standIn) giveUp.soon()
          tell()
        },
      })
      return () => {
        stop()
        recover()
      }
    },
  }
}
