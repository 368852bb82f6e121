/** The polls in a deck's outline: what each asks, what its steps do, and which slide the room has chosen. */
import type { Outline, OutlineElement, OutlineSlide } from '../deck.ts'
import { readAsked, type Asked } from './poll-asked.ts'

const TAG = 'live-poll'

export interface DeckPoll {
  id: string
  asked: Asked
  slide: OutlineSlide
}

/** In the order of the deck. A poll with a mistake is absent; the deck has a warning. */
export function pollsOf(outline: Outline): DeckPoll[] {
  return outline.flatMap((slide) => pollsOn(slide))
}

function pollsOn(slide: OutlineSlide | undefined): DeckPoll[] {
  return elementsOn(slide).flatMap((element) => {
    const asked = readAsked(element)
    const id = element.attributes['id'] ?? ''
    return typeof asked === 'string' || id === '' || !slide ? [] : [{ id, asked, slide }]
  })
}

function elementsOn(slide: OutlineSlide | undefined): OutlineElement[] {
  return (slide?.elements ?? []).filter(({ name }) => name === TAG)
}

type StepAction = 'open' | 'close' | 'reveal'
const FORWARD: readonly StepAction[] = ['open', 'close', 'reveal']

/** The steps at which a poll opens, closes and is revealed, in this order; the compiler writes them. */
export const STEPS_ATTRIBUTE = 'data-steps'

/** What moving between two steps of a slide does to its polls: forward does it, back undoes it. */
export function stepsBetween(
  slide: OutlineSlide,
  from: number,
  to: number,
): { poll: DeckPoll; action: StepAction; undo: boolean }[] {
  const undo = to < from
  const [low, high] = undo ? [to, from] : [from, to]
  const found = pollsOn(slide).flatMap((poll) => {
    const element = elementsOn(slide).find(({ attributes }) => attributes['id'] === poll.id)
    const steps = (element?.attributes[STEPS_ATTRIBUTE] ?? '').split(' ').filter(Boolean).map(Number)
    return steps.flatMap((step, i) => {
      const action = FORWARD[i]
      return action && step > low && step <= high ? [{ poll, action, undo, step }] : []
    })
  })
  return found.toSorted((a, b) => (undo ? b.step - a.step : a.step - b.step))
}

/** What is needed of a poll to know where the room wants to go. */
export interface Tallied {
  id: string
  asked: Pick<Asked, 'targets'>
  votes: number
  counts: readonly number[]
}

/** The slide that the poll of kind `path` on this slide leads to; undefined without one, and without votes. */
export function chosenSlide(
  outline: Outline,
  slide: OutlineSlide | undefined,
  { polls }: { polls: readonly Tallied[] },
): OutlineSlide | undefined {
  for (const { id, asked } of pollsOn(slide)) {
    const poll = asked.kind === 'path' ? polls.find((each) => each.id === id) : undefined
    if (poll && poll.votes > 0) return slideNamed(outline, poll.asked.targets?.[leader(poll)] ?? '')
  }
  return undefined
}

/** The option with the most votes; the first of equal ones. */
function leader({ counts }: Tallied): number {
  return counts.indexOf(Math.max(...counts))
}

/**
 * Where the talk continues after the way that the room has chosen. Undefined when the talk is not on such a way, or when
 * the next slide is that one anyway.
 */
export function afterChosen(
  outline: Outline,
  at: number,
  polls: { polls: readonly Tallied[] },
): OutlineSlide | undefined {
  for (const [i, slide] of outline.entries()) {
    const chosen = chosenSlide(outline, slide, polls)
    if (!chosen) continue
    const ways = pollsOn(slide)
      .flatMap(({ asked }) => asked.targets ?? [])
      .map((name) => outline.findIndex((each) => each === slideNamed(outline, name)))
    const from = outline.indexOf(chosen)
    const back = behind(outline, i, ways, from)
    // A way ends where another one begins, and at the latest at the end of the deck.
    const end = [...ways, back].filter((j) => j > from).toSorted((a, b) => a - b)[0] ?? outline.length
    if (back >= 0 && from > i && at >= from && at < end && at + 1 !== back) return outline[back]
  }
  return undefined
}

/**
 * The index of the slide after the poll; if this is one of the ways, of the slide behind all ways. When the last way is
 * at the end of the deck, the way after the poll is the talk itself. -1 for none.
 */
function behind(outline: Outline, poll: number, ways: readonly number[], chosen: number): number {
  if (!ways.includes(poll + 1)) return poll + 1 < outline.length ? poll + 1 : -1
  const last = outline[Math.max(...ways)]?.h ?? 0
  const after = outline.findIndex(({ h }) => h > last)
  return after >= 0 || chosen === poll + 1 ? after : poll + 1
}

/** By the id of a slide, or by its numbers: `short`, `4`, `4/1`. */
export function slideNamed(outline: Outline, name: string): OutlineSlide | undefined {
  const [h, v = '0'] = name.split('/')
  return (
    outline.find(({ id }) => id === name) ??
    outline.find((slide) => String(slide.h) === h && String(slide.v) === v)
  )
}
