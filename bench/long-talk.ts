/** The entries of a talk of any length, as a crowd would make them: for the exports. */
import type { Entry, Event } from '../protocol/event.ts'
import type { Outline } from '../protocol/deck.ts'

const PEOPLE = 800
const TALK_MS = 60 * 60_000
const STEPS = 2
const WORDS =
  'every event is kept in order and what you see on a screen is the sum of all that was said before'.split(
    ' ',
  )

/** One list of numbers for each seed, so that every run measures the same. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** In an hour: a move each `count / (3 * slides)` entries, and between them what the audience does. */
export function* longTalk(outline: Outline, count: number): Generator<Entry> {
  const random = randomOf(7)
  const sentence = (): string =>
    Array.from({ length: 4 + random(14) }, () => WORDS[random(WORDS.length)]).join(' ')
  const person = (): string => `p-${random(PEOPLE).toString(36).padStart(12, '0')}`
  const every = Math.floor(count / (outline.length * (STEPS + 1)))
  const began = Date.UTC(2026, 10, 28, 14)
  let seq = 0
  let questions = 0
  let poll = ''
  const entry = (by: string, event: Event): Entry => {
    seq += 1
    const at = began + Math.floor((seq / count) * TALK_MS)
    return { seq, at, by, id: `intent-${seq}`, event }
  }

  yield entry('server', { type: 'talk/outlined', version: 'v1', slides: outline })
  while (seq < count) {
    if (seq % every === 0) {
      const move = Math.floor(seq / every)
      const slide = outline[Math.floor(move / (STEPS + 1)) % outline.length]
      const { h = 0, v = 0 } = slide ?? {}
      yield entry('d-phone', { type: 'position/moved', h, v, f: (move % (STEPS + 1)) - 1 })
      continue
    }
    if (seq % Math.ceil(count / 60) === 0) {
      const audience = Math.round(PEOPLE * Math.min(1, (3 * seq) / count) - random(40))
      yield entry('server', { type: 'presence/counted', audience: Math.max(0, audience) })
      continue
    }
    if (seq % Math.ceil(count / 25) === 0) {
      const options = ['Yes, always', 'Sometimes', 'Never']
      const asked = { kind: 'single', question: sentence(), options, results: 'live' } as const
      yield entry('d-phone', { type: 'poll/created', asked, open: true })
      poll = `made:${seq}`
      continue
    }
    yield entry(person(), act())
  }

  function act(): Event {
    const kind = random(100)
    if (kind < 45) return { type: 'chat/said', text: sentence() }
    if (kind < 48) return { type: 'chat/named', name: `Person ${random(900)}` }
    if (kind < 75 && poll !== '') return { type: 'poll/voted', poll, vote: { choice: [random(3)] } }
    if (kind < 78 || questions === 0) {
      questions += 1
      return { type: 'question/asked', text: sentence(), name: '', tags: [], held: false }
    }
    if (kind < 92) return { type: 'question/voted', question: 1 + random(questions), on: true }
    const slide = outline[random(outline.length)]?.id ?? ''
    if (kind < 96)
      return { type: 'pace/said', slide, what: (['lost', 'slower', 'faster'] as const)[random(3)] ?? 'lost' }
    return {
      type: 'reactions/counted',
      slides: [{ slide, counts: { '👏': 1 + random(30), '❤️': 1 + random(9) } }],
    }
  }
}

/** Slides with a step or two each. */
export function longOutline(slides: number): Outline {
  return Array.from({ length: slides }, (_, h) => ({
    id: `slide-${h + 1}`,
    h,
    v: 0,
    title: `What happens on slide ${h + 1}`,
    steps: STEPS,
  }))
}
