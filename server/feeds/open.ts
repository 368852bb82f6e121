/** Opens the feed that the options name. A feed's packages are loaded only for it. */
import { randomBytes } from 'node:crypto'
import type { Feed } from './feed.ts'
import { withFallback } from './failover.ts'
import { recordingFeed } from './recording.ts'
import type { FeedSettings } from './settings.ts'

/** The channel of `--feed redis`. */
const REDIS_CHANNEL = 'lectern:posts'

export async function openFeed({ name, words, url, secret }: FeedSettings): Promise<Feed> {
  const base = url === null ? {} : { base: url }
  switch (name) {
    case 'recording':
      return recording()
    case 'x':
      return behind((await import('./x.ts')).xFeed({ token: secret, words, ...base }))
    case 'bluesky':
      return behind((await import('./bluesky.ts')).blueskyFeed({ words, ...base }))
    case 'mastodon':
      return behind((await import('./mastodon.ts')).mastodonFeed({ token: secret, words, ...base }))
    case 'redis':
      return behind((await import('./redis.ts')).redisFeed({ url: secret, channel: REDIS_CHANNEL }))
  }
}

function behind(feed: Feed): Feed {
  return withFallback(feed, recording())
}

/** Ids must differ per server, because another server may take over and its posts must not count as repeated. */
function recording(): Feed {
  return recordingFeed({ run: `recording-${randomBytes(4).toString('hex')}` })
}
