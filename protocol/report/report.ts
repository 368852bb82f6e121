/** The report after a talk: folds its log, and collects what each feature tells of its slice. */
import type { Entry } from '../event.ts'
import { FEATURE_NAMES, features, type FeatureName } from '../features/index.ts'
import type { People } from '../features/people.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { plannedTimes } from '../plan.ts'
import { measureSlides, type SlideTimes } from './slide-times.ts'
import type { Cell, Column, Figure, ReportContext, ReportPart, ReportTable } from './table.ts'

/** What the report needs of the deck. */
export interface Plan {
  title: string
  author: string
  language: string
  /** Planned length in minutes; 0 when the deck does not say. */
  durationMinutes: number
  /** Planned seconds by the id of the slide. */
  timings: ReadonlyMap<string, number>
}

export interface Report extends Pick<Plan, 'title' | 'author' | 'language'> {
  /** In ms since 1970; null for a talk that has not begun. */
  startedAt: number | null
  endedAt: number | null
  /** The time on all slides, in ms, and the planned one; 0 without a plan. */
  durationMs: number
  plannedMs: number
  /** The run was a rehearsal. */
  rehearsal: boolean
  /** The time on each slide in ms, by its id. */
  bySlide: ReadonlyMap<string, number>
  figures: Figure[]
  tables: ReportTable[]
}

type Rule = { report?: (slice: never, context: ReportContext) => ReportPart }
const rules: Record<FeatureName, Rule> = features

/** Give it every entry of the log, in order. */
export function collectReport(): {
  /** The state before the first entry, if the log does not start with the talk. */
  begin(state: State): void
  add(entry: Entry): void
  make(plan: Plan): Report
} {
  const measured = measureSlides()
  let state = EMPTY
  return {
    begin(before) {
      state = before
    },
    add(entry) {
      // A snapshot may be newer than the first entries that are kept.
      if (entry.seq <= state.seq) return
      const before = state
      state = evolve(state, entry)
      measured.see(entry, before, state)
    },
    make(plan) {
      const { title, author, language } = plan
      const { durationMinutes, timings } = withRehearsals(plan, state)
      const context = { muted: mutedPeople(state.people) }
      const parts = FEATURE_NAMES.flatMap((name) => {
        const { report } = rules[name]
        return report ? [report(state[name] as never, context)] : []
      })
      const times = measured.times()
      const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, each) => all + each, 0)
      const planned = sum(timings.values()) * 1000
      return {
        title,
        author,
        language,
        startedAt: times.startedAt,
        endedAt: times.endedAt,
        durationMs: sum(times.bySlide.values()),
        plannedMs: durationMinutes > 0 ? durationMinutes * 60_000 : planned,
        rehearsal: state.run.rehearsal,
        bySlide: times.bySlide,
        figures: parts.flatMap(({ figures = [] }) => figures),
        tables: [
          slidesTable(state.talk.outline, times, timings, parts),
          ...parts.flatMap(({ tables = [] }) => tables),
        ].toSorted((a, b) => a.order - b.order),
      }
    },
  }
}

/** The deck's own times, or else those of the rehearsals before this run. */
function withRehearsals(
  plan: Plan,
  { talk: { outline }, run }: State,
): Pick<Plan, 'durationMinutes' | 'timings'> {
  if (plan.timings.size > 0) return plan
  const { durationMinutes, timings } = plannedTimes({ ...plan, timings: [], outline }, run.plan)
  return { durationMinutes, timings: new Map(timings.map((seconds, i) => [outline[i]?.id ?? '', seconds])) }
}

function mutedPeople({ muted }: People): Set<string> {
  return new Set([...muted].flatMap(([actor, { on }]) => (on ? [actor] : [])))
}

const SLIDE_COLUMNS: readonly Column[] = [
  { key: 'number', kind: 'count' },
  { key: 'title', kind: 'text' },
  { key: 'time', kind: 'duration', bar: true, plan: 'plan' },
]
const PLAN_COLUMN: Column = { key: 'plan', kind: 'duration' }

/** The slides of the deck, then those that were removed from it during the talk. */
function slidesTable(
  outline: readonly { id: string; title: string }[],
  { bySlide, titles }: SlideTimes,
  timings: Plan['timings'],
  parts: readonly ReportPart[],
): ReportTable {
  const known = new Set(outline.map(({ id }) => id))
  const removed = [...titles].filter(([id]) => !known.has(id)).map(([id, title]) => ({ id, title }))
  const more = parts.flatMap(({ slides }) => slides ?? [])
  const hasPlan = timings.size > 0
  const columns = [
    ...SLIDE_COLUMNS,
    ...(hasPlan ? [PLAN_COLUMN] : []),
    ...more.flatMap((each) => each.columns),
  ]
  const rows = [...outline, ...removed].map(({ id, title }, i): Cell[] => [
    known.has(id) ? i + 1 : null,
    title,
    bySlide.get(id) ?? 0,
    ...(hasPlan ? [(timings.get(id) ?? 0) * 1000] : []),
    ...more.flatMap(({ cells }) => cells(id)),
  ])
  return { name: 'slides', order: 0, columns, rows }
}
