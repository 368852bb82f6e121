/** What each simulated person does, and when: the same seed gives the same script. */
import { PACES, type Pace } from '../../../protocol/pace.ts'
import type { SimulatedRoom } from '../options.ts'
import { randomOf, type Random } from './random.ts'
import { MESSAGES, NAMES, QUESTIONS } from './texts.ts'

/** `share`, from 0 to below 1, selects from what there is at that moment. */
export type Act =
  | { do: 'say'; text: string }
  | { do: 'ask'; text: string }
  | { do: 'upvote'; share: number }
  | { do: 'react'; share: number }
  | { do: 'pace'; what: Pace }
  | { do: 'raise-hand' }
  | { do: 'drop'; forMs: number }

export interface Step {
  /** After the step before, or after the person has joined. */
  afterMs: number
  act: Act
}

export interface Script {
  /** Unique in the room. */
  name: string
  /** After the start of the rehearsal. */
  joinMs: number
  /** Without an end. */
  steps: () => Generator<Step, never>
}

/** A third of the people are there within these ms, as in a room before the talk; the others come until the later time. */
const SEATED_MS = 8000
const LATECOMERS_MS = 3 * 60_000
/** The average time to a person's first step, and between two steps. */
const FIRST_STEP_MS = 15_000
const STEP_MS = 80_000
/** Questions come at any time until then, and more of them early. */
const LAST_QUESTION_MS = 15 * 60_000

/** How often people do each, in relation to the others. A question is asked once, at its own time. */
const WEIGHTS = { react: 8, say: 6, upvote: 6, pace: 2, 'raise-hand': 1, drop: 2 }
const OFTEN = Object.entries(WEIGHTS).flatMap(([act, weight]) =>
  Array<keyof typeof WEIGHTS>(weight).fill(act as keyof typeof WEIGHTS),
)

export function scriptsOf({ people, seed }: SimulatedRoom): Script[] {
  const cast = randomOf(seed, 'cast')
  const names = cast.shuffled(NAMES)
  const questions = cast.shuffled(QUESTIONS)
  return Array.from({ length: people }, (_, i) => {
    const round = Math.floor(i / names.length)
    return {
      name: `${names[i % names.length]}${round === 0 ? '' : ` ${round + 1}`}`,
      joinMs: i % 3 === 0 ? cast.index(SEATED_MS) : cast.index(LATECOMERS_MS),
      steps: () => stepsOf(randomOf(seed, 'person', i), questions[i]),
    }
  })
}

/** `question` is undefined for people who ask nothing. */
function* stepsOf(random: Random, question: string | undefined): Generator<Step, never> {
  let now = 0
  const askAt = question === undefined ? Infinity : random.share() ** 3 * LAST_QUESTION_MS
  let asked = false
  for (let average = FIRST_STEP_MS; ; average = STEP_MS) {
    // Nobody types within a second.
    let afterMs = 1000 + random.gap(average)
    if (question !== undefined && !asked && askAt <= now + afterMs) {
      asked = true
      const untilMs = Math.max(0, Math.round(askAt - now))
      yield { afterMs: untilMs, act: { do: 'ask', text: question } }
      afterMs -= untilMs
      now += untilMs
    }
    now += afterMs
    yield { afterMs, act: actOf(random) }
  }
}

function actOf(random: Random): Act {
  const what = random.pick(OFTEN)
  switch (what) {
    case 'say':
      return { do: what, text: random.pick(MESSAGES) }
    case 'upvote':
    case 'react':
      return { do: what, share: random.share() }
    case 'pace':
      return { do: what, what: random.pick(PACES) }
    case 'raise-hand':
      return { do: what }
    case 'drop':
      return { do: what, forMs: 2000 + random.gap(15_000) }
  }
}
