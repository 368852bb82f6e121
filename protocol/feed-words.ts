/** What is wrong with a feed, in words. */
import { FEED_TITLES, type FeedStatus, type FeedTrouble } from './post.ts'
import type { Speech, Words } from './words/words.ts'

/** In one line, without tokens and authors. */
export function troubleWords(
  name: FeedStatus['name'],
  { is, n }: FeedTrouble,
  { words, fill }: Pick<Speech, 'fill'> & { words: Pick<Words, 'exhibits'> },
): string {
  return fill(words.exhibits.feed[is], { feed: FEED_TITLES[name] ?? name, n })
}
