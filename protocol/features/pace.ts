/** Whether the audience wants the talk slower or faster, or is lost: for the presenter and the moderators only. */
import * as v from 'valibot'
import type { Outline } from '../deck.ts'
import { feature, type EntryOf, type EventOf, type Events } from '../feature.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { ReportPart } from '../report/table.ts'
import { MODERATORS } from '../role.ts'
import { PACE_FADES_MS, type Pace, type PaceBucket, type PaceCounts, type PaceView, PACES } from '../pace.ts'
import { slideIndex, type Position } from '../position.ts'

/** The current counts are kept in steps of this length. */
const STEP_MS = 30_000

interface Said {
  slide: string
  what: Pace
  /** The start of the step that counts it. */
  step: number
}

export interface PaceSlice {
  /** What each participant said on each slide, by {@link keyOf}; null after it was withdrawn. */
  bySlide: HashMap<Pace | null>
  /** What each participant said last; null after it was withdrawn. It stays on the server. */
  last: HashMap<Said | null>
  /** The participants who said each on a slide, by its id. */
  slides: HashMap<PaceCounts>
  /** The newest steps, the oldest first; together they last `PACE_FADES_MS`. */
  steps: readonly PaceBucket[]
}

const NOTHING_SAID: PaceSlice = {
  bySlide: HashMap.of(),
  last: HashMap.of(),
  slides: HashMap.of(),
  steps: [],
}

const whatSchema = v.nullable(v.picklist(PACES))
const events = { 'pace/said': { slide: v.string(), what: whatSchema } } satisfies Events
type PaceEvent = EventOf<typeof events>

export interface Reads {
  pace: PaceSlice
  position: Position
  talk: { outline: Outline }
}

export const pace = feature({
  empty: NOTHING_SAID,
  // `null` withdraws it.
  intents: { 'pace/say': { who: ['audience'], fields: { what: whatSchema } } },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: MODERATORS,
  core: false,
  decide(state: Reads, intent, { id, passing }): PaceEvent[] | Refusal {
    // Without a cookie one person would count as many.
    if (passing) return refusal('no-cookie')
    const slide = currentSlide(state)
    if (slide === undefined) return refusal('no-such-slide')
    if (paceOf(state, id) === intent.what) return []
    return [{ type: 'pace/said', slide, what: intent.what }]
  },
  evolve: { 'pace/said': (slice, entry) => say(slice, entry) },
  view: ({ steps, slides }): PaceView => ({ steps, slides: Object.fromEntries(slides) }),
  report: ({ slides }): ReportPart => ({
    slides: {
      columns: [
        { key: 'lost', kind: 'count' },
        { key: 'slower', kind: 'count' },
        { key: 'faster', kind: 'count' },
      ],
      cells(slide) {
        const { lost, slower, faster } = slides.get(slide) ?? NOBODY
        return [lost, slower, faster]
      },
    },
  }),
})

function currentSlide({ position, talk: { outline } }: Omit<Reads, 'pace'>): string | undefined {
  return outline[slideIndex(outline, position)]?.id
}

/** What this participant has said on the current slide. */
export function paceOf(state: Reads, actor: string): Pace | null {
  return state.pace.bySlide.get(keyOf(actor, currentSlide(state) ?? '')) ?? null
}

/** An actor's id contains no space. */
function keyOf(actor: string, slide: string): string {
  return `${actor} ${slide}`
}

function say(slice: PaceSlice, { by, at, event: { slide, what } }: EntryOf<PaceEvent>): PaceSlice {
  const key = keyOf(by, slide)
  const before = slice.bySlide.get(key) ?? null
  const counts = change(change(slice.slides.get(slide) ?? NOBODY, before, -1), what, 1)
  const last = slice.last.get(by)
  // Withdrawing on a slide must not withdraw what was said on another one since then.
  const replaced = last && (what !== null || last.slide === slide) ? last : null
  let steps = dropOld(slice.steps, at).map((step) =>
    replaced && step.at === replaced.step ? { ...step, ...change(step, replaced.what, -1) } : step,
  )
  if (what !== null) steps = add(steps, what, at)
  const step = steps.at(-1)?.at ?? 0
  return {
    bySlide: slice.bySlide.set(key, what),
    last:
      what === null && !replaced
        ? slice.last
        : slice.last.set(by, what === null ? null : { slide, what, step }),
    slides: slice.slides.set(slide, counts),
    steps,
  }
}

const NOBODY: PaceCounts = { slower: 0, faster: 0, lost: 0 }

function change({ slower, faster, lost }: PaceCounts, what: Pace | null, by: number): PaceCounts {
  const counts = { slower, faster, lost }
  return what === null ? counts : { ...counts, [what]: Math.max(0, counts[what] + by) }
}

/** Also steps in the far future, from before a clock was set back. */
function dropOld(steps: readonly PaceBucket[], at: number): PaceBucket[] {
  return steps.filter((step) => Math.abs(at - step.at) < PACE_FADES_MS + STEP_MS)
}

/** A clock that was set back must not reorder the steps: then the newest step counts it. */
function add(steps: PaceBucket[], what: Pace, at: number): PaceBucket[] {
  const start = Math.floor(at / STEP_MS) * STEP_MS
  const newest = steps.at(-1)
  if (newest && newest.at >= start) return [...steps.slice(0, -1), { ...newest, ...change(newest, what, 1) }]
  return [...steps, { at: start, ...change(NOBODY, what, 1) }]
}
