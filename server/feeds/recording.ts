/** The default feed: a recording of invented posts, in a loop and in real time. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Post } from '../../protocol/post.ts'
import type { Feed } from './feed.ts'
import { cityNamed } from './places.ts'

/** After this time the recording starts again. */
const LENGTH_MS = 20 * 60_000

interface Recorded {
  /** Milliseconds since the start of the recording. */
  offset: number
  post: Omit<Post, 'id' | 'at'>
}

export interface RecordingOptions {
  /** How many times faster than real time. */
  speed?: number
  now?: () => number
  /** A prefix for the posts' ids, so that those of two servers differ. */
  run?: string
}

/** Continues where it was stopped, so that a slide shows something new when it returns. */
export function recordingFeed({ speed = 1, now = Date.now, run = 'recording' }: RecordingOptions = {}): Feed {
  let recorded: Recorded[] | undefined
  /** Posts sent so far, over all rounds. */
  let told = 0
  /** Milliseconds of the recording played so far, over all rounds. */
  let played = 0

  return {
    name: 'recording',
    start(listener) {
      const all = (recorded ??= load())
      const begun = now() - played / speed
      let timer: NodeJS.Timeout | undefined

      const due = (n: number): number =>
        Math.floor(n / all.length) * LENGTH_MS + (all[n % all.length]?.offset ?? 0)
      function play(): void {
        played = (now() - begun) * speed
        const posts = []
        for (; due(told) <= played; told += 1) {
          const { post } = all[told % all.length]!
          posts.push({ id: `${run}-${told}`, at: Math.round(begun + due(told) / speed), ...post })
        }
        if (posts.length > 0) listener.posts(posts)
        timer = setTimeout(play, Math.max(1, Math.ceil((due(told) - played) / speed)))
      }

      listener.status({ name: 'recording', state: 'live', trouble: null })
      play()
      return () => {
        clearTimeout(timer)
        played = (now() - begun) * speed
      }
    },
  }
}

function load(): Recorded[] {
  const table = readFileSync(join(import.meta.dirname, 'recording', 'posts.tsv'), 'utf8')
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [offset, name = '', author = '', text = ''] = line.split('\t')
      const place = cityNamed(name)
      if (!place) throw new Error(`The recording names a place that is not in places.tsv: ${name}.`)
      return { offset: Number(offset), post: { author, text, ...place } }
    })
}
