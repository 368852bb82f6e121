/** The position of the talk, and the moves that change it. */
import * as v from 'valibot'
import type { Outline } from '../deck.ts'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { DRIVERS, ROLES, type Who } from '../role.ts'
import { followSlide, on, samePosition, slideIndex, START, type Position } from '../position.ts'
import { decideLease, type Driver, type DriverEvent } from './driver.ts'
import { chosenSlide, type Tallied } from './poll-deck.ts'
import type { Polls } from './poll-slice.ts'
import type { Outlined, Talk } from './talk.ts'

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999))
const coordinates = {
  h: index,
  v: index,
  f: v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(9999)),
}
export const positionSchema = v.strictObject(coordinates)

/** On the server's clock, in ms since 1970. After this time the move has expired, whatever delayed it (rule T14). */
const deadline = v.optional(v.pipe(v.number(), v.integer()))
/** The term of the lease in which a phone made the move (rule T23); others omit it. */
const term = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)))

const intents = {
  'position/next': { who: DRIVERS, fields: { from: positionSchema, before: deadline, term } },
  'position/prev': { who: DRIVERS, fields: { from: positionSchema, before: deadline, term } },
  'position/goto': { who: DRIVERS, fields: { to: positionSchema, before: deadline, term } },
} satisfies Intents
export type PositionIntent = IntentOf<typeof intents>

const events = { 'position/moved': coordinates } satisfies Events
export type PositionEvent = EventOf<typeof events>

export interface Reads extends Followed {
  driver: Driver
  poll: Polls
}

export const position = feature({
  empty: START,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ROLES,
  core: true,
  decide: (state: Reads, intent, who) => decideMove(state, intent, who),
  evolve: {
    'position/moved': (_, { event: { h, v: down, f } }) => ({ h, v: down, f }),
    'talk/outlined': (_: Position, entry: EntryOf<Outlined>, before: Reads) =>
      followOutline(before, entry).position,
  },
  view: (slice) => slice,
})

/**
 * One step forward: the next fragment, else the next slide without fragments, or the one that the room has chosen; null
 * at the end.
 */
export function nextPosition(
  outline: Outline,
  at: Position,
  polls: { polls: readonly Tallied[] } = { polls: [] },
): Position | null {
  const i = slideIndex(outline, at)
  const slide = outline[i]
  if (slide && at.f < slide.steps - 1) return on(slide, at.f + 1)
  const following = chosenSlide(outline, slide, polls) ?? outline[i + 1]
  return following ? on(following, -1) : null
}

/** One step back: hides the last fragment, else the previous slide with all fragments; null at the start. */
export function prevPosition(outline: Outline, at: Position): Position | null {
  const i = slideIndex(outline, at)
  const slide = outline[i]
  if (slide && at.f >= 0) return on(slide, at.f - 1)
  const before = outline[i - 1]
  return before ? on(before, before.steps - 1) : null
}

/** A slide that is gone for less than this has probably only been rewritten. */
const BACK_WITHIN_MS = 60_000

/** The slide and step that the talk was on when a deck change removed them. */
export interface Left {
  /** The slide's id; empty for none. */
  slide: string
  f: number
  /** When this happened, on the clock of the entries, in ms since 1970. */
  at: number
  /** The newest outline since then. If the position changed later, somebody has moved the talk. */
  seq: number
}

export const NOT_LEFT: Left = { slide: '', f: -1, at: 0, seq: 0 }

/** The parts of the state that are needed to follow a new outline. */
export interface Followed {
  talk: Talk
  position: Position
  left: Left
  changed: { position: number }
}

/** A new outline: the talk stays on its slide, or goes back to the one that was just removed. */
export function followOutline(
  { talk: { outline }, position: from, left, changed }: Followed,
  { event: { slides: after }, at, seq }: EntryOf<Outlined>,
): { position: Position; left: Left } {
  const waits = left.slide !== '' && left.seq === changed.position && at - left.at < BACK_WITHIN_MS
  const slide = waits ? left.slide : (outline[slideIndex(outline, from)]?.id ?? '')
  const wanted = waits ? left : { slide, f: from.f, at, seq }
  const found = after.find(({ id }) => id === wanted.slide)
  const to = found ? on(found, Math.min(wanted.f, found.steps - 1)) : followSlide(outline, after, from)
  const whole = slide === '' || (found !== undefined && to.f === wanted.f)
  return { position: to, left: whole ? NOT_LEFT : { ...wanted, seq } }
}

/** A move that changes nothing does not take the lease either. */
function decideMove(
  state: Reads,
  intent: PositionIntent,
  who: Who,
): (PositionEvent | DriverEvent)[] | Refusal {
  if (state.talk.over) return refusal('talk-over')
  const lease = decideLease(state.driver, intent.term, who)
  if ('code' in lease) return lease
  const moved = decidePosition(state.position, state.talk.outline, intent, state.poll)
  return 'code' in moved || moved.length === 0 ? moved : [...lease, ...moved]
}

export function decidePosition(
  at: Position,
  outline: Outline,
  intent: PositionIntent,
  polls?: { polls: readonly Tallied[] },
): PositionEvent[] | Refusal {
  if (intent.type === 'position/goto') {
    const slide = outline[slideIndex(outline, intent.to)]
    if (!slide || intent.to.f > slide.steps - 1) return refusal('no-such-slide')
    return samePosition(at, intent.to) ? [] : [{ type: 'position/moved', ...intent.to }]
  }
  if (!samePosition(at, intent.from)) return refusal('moved-on')
  const forward = intent.type === 'position/next'
  const to = forward ? nextPosition(outline, at, polls) : prevPosition(outline, at)
  return to ? [{ type: 'position/moved', ...to }] : refusal(forward ? 'at-end' : 'at-start')
}
