/** Opens the feed that the options name; one line for each. A feed's own packages are loaded only for it. */
import { randomBytes } from 'node:crypto'
import type { Feed } from './feed.ts'
import { withFallback } from './failover.ts'
import { recordingFeed } from './recording.ts'
import type { FeedSettings } from './settings.ts'

/** Where `--feed redis` listens. */
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

/** Another server that reads on tells other posts, which must not count as those that were shown. */
function recording(): Feed {
  return recordingFeed({ run: `recording-${randomBytes(4).toString('hex')}` })
}
