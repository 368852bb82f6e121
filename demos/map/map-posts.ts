/** The posts behind the map: the latest ones, each once, filtered by a word. Pure. */
import { fill, number, plural, words } from '../../client/words.ts'
import { troubleWords } from '../../protocol/feed-words.ts'
import { FEED_TITLES, type FeedStatus, type Post } from '../../protocol/post.ts'

/** How many are kept, so that a filter also finds recent posts. */
export const MOST_POSTS = 400

export interface KeptPosts {
  /** Adds posts, newest last, and returns the new ones. */
  add(posts: Post[]): Post[]
  /** Newest first, only those with the word. */
  latest(word: Word): Post[]
  clear(): void
}

export function keepPosts(): KeptPosts {
  let kept: Post[] = []
  return {
    add(posts) {
      const known = new Set(kept.map(({ id }) => id))
      const fresh = posts.filter(({ id }) => !known.has(id) && known.add(id))
      kept = [...kept, ...fresh].slice(-MOST_POSTS)
      return fresh
    },
    latest: (word) => kept.filter((post) => word.in(post)).toReversed(),
    clear() {
      kept = []
    },
  }
}

/** The filter word; every post contains the empty word. */
export interface Word {
  text: string
  in(post: Post): boolean
  /** Splits a text at the word as it is written there: plain, word, plain, word … */
  cut(text: string): string[]
}

export function wordOf(typed: string): Word {
  const text = typed.trim()
  if (text === '') return { text, in: () => true, cut: (all) => [all] }
  const pattern = new RegExp(`(${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`, 'iu')
  return {
    text,
    in: ({ author, place, text: said }) => [author, place, said].some((each) => pattern.test(each)),
    cut: (all) => all.split(new RegExp(pattern, 'giu')),
  }
}

/**
 * The next rows of the list, newest first: at most `pace` new rows, because nobody can read a hundred in a second. An
 * empty list is filled at once.
 */
export function nextRows(shown: Post[], latest: Post[], most: number, pace: number): Post[] {
  const [top] = shown
  if (!top) return latest.slice(0, most)
  const seen = latest.indexOf(top)
  const fresh = (seen < 0 ? latest : latest.slice(0, seen)).slice(0, pace)
  return [...fresh, ...shown].slice(0, most)
}

/** One line about the source of the posts. */
export function feedWords({ name, state: stateName, trouble }: FeedStatus): string {
  const recorded = name === 'recording'
  const feed = FEED_TITLES[name] ?? name
  const { map } = words.exhibits
  const state = {
    live: recorded ? map.recorded : fill(map.live, { feed }),
    connecting: recorded ? map.startsRecording : fill(map.connectingTo, { feed }),
    fallback: recorded ? map.showsRecording : fill(map.instead, { feed }),
    off: map.switchedOff,
  }[stateName]
  return trouble ? fill(map.trouble, { state, trouble: troubleWords(name, trouble, { words, fill }) }) : state
}

/** With one decimal for small rates. */
function rounded(rate: number): number {
  return rate > 0 && rate < 9.95 ? Math.max(0.1, Math.round(rate * 10) / 10) : Math.round(rate)
}

/** `12`, or `0.4` for small rates. */
export function rateWords(rate: number): string {
  return number(rounded(rate))
}

/** The unit of {@link rateWords}. */
export function unitWords(rate: number): string {
  return plural(words.exhibits.map.unit, rounded(rate))
}

export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const { exhibits } = words
  if (seconds < 2) return exhibits.map.now
  if (seconds < 60) return fill(exhibits.seconds, { n: seconds })
  return seconds < 3600
    ? fill(exhibits.minutes, { n: Math.floor(seconds / 60) })
    : fill(exhibits.hours, { n: Math.floor(seconds / 3600) })
}
