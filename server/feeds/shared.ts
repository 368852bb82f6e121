/** One reader for all nodes: the node with the lease reads the feed, and sends posts and state to the others. */
import { randomUUID } from 'node:crypto'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import { coalesce } from '../base/coalesce.ts'
import type { PostsSignal, TalkLog, Undo } from '../log/log.ts'
import { cleanPost } from './hub.ts'
import { withFallback } from './failover.ts'
import type { Feed } from './feed.ts'
import { recordingFeed } from './recording.ts'

/** No talk can have this id. */
const CHANNEL = '~posts'
const LEASE = 'feed'
const TICK_MS = 250
const MOST_A_TICK = 100
/** The reader repeats its state at this interval. */
const REPEAT_MS = 2000
/** After this long without a message, nobody reads. */
const SILENT_MS = 5000

type Bus = Pick<TalkLog, 'lease' | 'signal' | 'onSignal'>

/** If no node reads the feed for long, for example because the nodes have lost each other, each shows the recording. */
export function onOneNode(feed: Feed, log: Bus): Feed {
  return withFallback(sharedFeed(feed, log), recordingFeed())
}

/** Only nodes on which somebody watches want the lease. */
export function sharedFeed(feed: Feed, log: Bus): Feed {
  const node = randomUUID()
  return {
    name: feed.name,
    start(listener): Undo {
      let reading: Undo | undefined
      let silence: NodeJS.Timeout | undefined
      const connecting: FeedStatus = { name: feed.name, state: 'connecting', trouble: null }

      function read(): Undo {
        let status = connecting
        let batch: Post[] = []
        const handing = coalesce(hand, TICK_MS)
        function hand(): void {
          handing.cancel()
          const said: PostsSignal = { about: 'posts', node, posts: batch, status }
          batch = []
          log.signal(CHANNEL, said)
        }
        const stop = feed.start({
          posts(posts) {
            listener.posts(posts)
            // Sanitised here already, so that no author can increase how much the nodes send each other.
            batch = [...batch, ...posts.map(cleanPost)].slice(-MOST_A_TICK)
            handing.soon()
          },
          status(next) {
            status = next
            listener.status(next)
            hand()
          },
        })
        const repeat = setInterval(hand, REPEAT_MS)
        return () => {
          clearInterval(repeat)
          handing.cancel()
          stop()
        }
      }

      function listenOn(): void {
        clearTimeout(silence)
        silence = setTimeout(
          () => listener.status({ ...connecting, trouble: { is: 'notRead', n: 0 } }),
          SILENT_MS,
        )
      }

      listener.status(connecting)
      listenOn()
      const unlease = log.lease(LEASE, (held) => {
        reading?.()
        reading = undefined
        clearTimeout(silence)
        if (held) reading = read()
        else listenOn()
      })
      const unsubscribe = log.onSignal(CHANNEL, (said) => {
        if (said.about !== 'posts' || said.node === node || reading) return
        listenOn()
        listener.status(said.status)
        if (said.posts.length > 0) listener.posts(said.posts)
      })
      return () => {
        unlease()
        unsubscribe()
        clearTimeout(silence)
        reading?.()
        reading = undefined
      }
    },
  }
}
