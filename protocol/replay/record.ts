/** Makes a recording: folds a log, and keeps what the audience's pages would have got. */
import type { Outline } from '../deck.ts'
import type { Entry } from '../event.ts'
import type { MapKept } from '../features/map.ts'
import { FEATURE_NAMES, features, type FeatureName } from '../features/index.ts'
import { followSlide, samePosition, slideIndex, type Position } from '../position.ts'
import { evolve } from '../state.ts'
import { changesSince } from '../view.ts'
import { BURSTS, STREAM, type Change, type Mark, type Recording } from './recording.ts'
import type { Redacted } from './redact.ts'

/** What comes in ticks is merged into a change per second. */
const TICK_MS = 1000
/** Shown before the first move and after the last entry. */
const AROUND_MS = 5000
/** A longer time without an entry is cut to `AROUND_MS`. */
const PAUSE_MS = 30 * 60_000

/** Channels that the audience's pages use and that say something in a replay. */
const CHANNELS = FEATURE_NAMES.filter(
  (name) => (features[name].to as readonly string[]).includes('audience') && name !== 'people',
)
const AT_ONCE = CHANNELS.filter((name) => features[name].delivery === 'at-once')
const IN_TICKS = CHANNELS.filter((name) => features[name].delivery === 'in-ticks')

/** `outline` is that of the slides that are shown; `startedAt` is when the clock started. */
export function record(
  { start, entry: redacted, hide }: Redacted,
  outline: Outline,
  startedAt: number,
): { add(entry: Entry): void; finish(): Recording } {
  const changes: Change[] = []
  const marks: Mark[] = []
  const had = new Map<FeatureName, number>()
  let state = start
  let begun = false
  let ms = 0
  let last = startedAt - AROUND_MS
  let tickAt = 0
  let shown: Position | undefined
  let over = false
  /** Posts so far, and when the newest of them appears. */
  let posts = 0
  let postedAt = 0

  /** Everything before the start is in the first views. */
  function begin(): void {
    begun = true
    put(CHANNELS)
  }

  function put(names: readonly FeatureName[]): void {
    for (const name of names) {
      const since = had.get(name)
      if (since === state.changed[name]) continue
      const { from, to, change } = changesSince(state, name, since ?? 0, 'audience')
      had.set(name, to)
      if (name === 'position') move()
      else changes.push(from === 0 ? [ms, name, change, 1] : [ms, name, change])
    }
  }

  /** The slides of the talk may have been others: the same slide in those that are shown. */
  function move(): void {
    const at = followSlide(state.talk.outline, outline, state.position)
    if (shown && samePosition(shown, at)) return
    const isNew = !shown || shown.h !== at.h || shown.v !== at.v
    shown = at
    changes.push([ms, 'position', at, 1])
    if (isNew) marks.push({ ms, title: outline[slideIndex(outline, at)]?.title ?? '' })
  }

  function tick(): void {
    put(IN_TICKS)
    tickAt = ms + TICK_MS
  }

  return {
    add(given) {
      const entry = redacted(given)
      if (!entry) return
      if (!begun && entry.at >= startedAt) begin()
      // After the end no time passes. The server sends an outline when it starts, which may be days later.
      if (begun && !over && entry.event.type !== 'talk/outlined') {
        const passed = Math.max(0, entry.at - last)
        const next = ms + (passed > PAUSE_MS ? AROUND_MS : passed)
        if (next >= tickAt) tick()
        ms = next
        last = Math.max(last, entry.at)
      }
      state = hide(entry, evolve(state, entry))
      over = begun && state.talk.over
      if (!begun) return
      put(AT_ONCE)
      if (entry.event.type === 'reactions/counted') addBursts(entry.event.slides)
      if (entry.event.type === 'map/kept') addPosts(entry.event, entry.at)
    },
    finish() {
      if (!begun) begin()
      put(CHANNELS)
      // Posts appear before the entry that has them.
      const inOrder = changes.toSorted(([a], [b]) => a - b)
      return { startedAt: startedAt - AROUND_MS, lengthMs: ms + AROUND_MS, marks, changes: inOrder }
    },
  }

  function addBursts(slides: { counts: Record<string, number> }[]): void {
    const counts: Record<string, number> = {}
    for (const slide of slides)
      for (const [kind, count] of Object.entries(slide.counts)) counts[kind] = (counts[kind] ?? 0) + count
    changes.push([ms, BURSTS, counts])
  }

  /** Each post at the time at which it arrived. */
  function addPosts({ posts: given, rate, feed }: MapKept, writtenAt: number): void {
    const status = { ...feed, trouble: null }
    if (given.length === 0) changes.push([(postedAt = ms), STREAM, { posts: [], rate, feed: status }])
    for (const post of given) {
      const at = Math.min(ms, Math.max(postedAt, ms - (writtenAt - post.at)))
      postedAt = at
      const posted = { ...post, id: String((posts += 1)), at: startedAt - AROUND_MS + at }
      changes.push([at, STREAM, { posts: [posted], rate, feed: status }])
    }
  }
}
