/** Properties of the quiz over random histories, and the cost of one answer, counted without a clock. */
import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import { SERVER, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'
import { merge } from '../merge.ts'
import { copied, numbers } from '../../tests/support/counting.ts'
import type { QuizView } from './quiz-view.ts'

const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }
const guest = (number: number): Who => ({ role: 'audience', paired: false, id: `participant-${number}` })
const elements = ['q1', 'q2', 'q3'].map((id) => ({
  name: 'live-quiz',
  attributes: { id, seconds: '20' },
  text: id,
  items: ['A', 'B', 'C', 'D'],
  private: { attributes: { right: '2' } },
}))
const slides = [{ id: 'a', h: 0, v: 0, title: 'A', steps: 0, elements }]

function fold(state: State, by: string, event: Event, at: number): State {
  return evolve(state, { seq: state.seq + 1, at, by, id: `intent-${state.seq}`, event })
}

const DECK = fold(EMPTY, SERVER.id, { type: 'talk/outlined', version: '1', slides }, 0)

/** What the log does: the state after an intent, and whether it was accepted. */
function ask(state: State, who: Who, wish: object, at: number): { state: State; ok: boolean } {
  const events = decide(state, { id: 'intent-01', ...wish } as never, who, at)
  if (!Array.isArray(events)) return { state, ok: false }
  return { state: events.reduce((before, event) => fold(before, who.id, event, at), state), ok: true }
}

const start = (question: string) => ({ type: 'quiz/start', question })
const answer = (question: string, option: number) => ({ type: 'quiz/answer', question, options: [option] })
const wholeView = (state: State): QuizView => changesSince(state, 'quiz', 0, 'presenter').change as QuizView

test('[U3] 1,000 participants who send the same answer 5 times count as 1,000, in any order (seed 11)', () => {
  const below = numbers(11)
  let { state } = ask(DECK, speaker, start('q1'), 0)
  const sent = Array.from({ length: 5000 }, (_, i) => i % 1000)
  for (let i = sent.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const other = sent[j]!
    sent[j] = sent[i]!
    sent[i] = other
  }
  for (const number of sent) {
    const after = ask(state, guest(number), answer('q1', number % 4), 1000)
    expect(after.ok).toBe(true)
    state = after.state
  }
  expect(wholeView(state)).toMatchObject({ answered: 1000, players: 1000 })
  expect(wholeView(state).question?.result?.counts).toEqual([250, 250, 250, 250])
})

test.each([21, 22, 23])(
  '[U4] answers against the close, 300 times: each acknowledged answer is in the result, each refused one is not (seed %i)',
  (seed) => {
    const below = numbers(seed)
    for (let round = 0; round < 300; round++) {
      let { state } = ask(DECK, speaker, start('q1'), 0)
      const counts = [0, 0, 0, 0]
      const closesAt = below(12)
      const done = new Map<string, number>()
      for (let i = 0; i < 12; i++) {
        const at = below(40_000)
        if (i === closesAt) ({ state } = ask(state, speaker, { type: 'quiz/close', question: 'q1' }, at))
        const who = guest(below(8))
        const option = below(4)
        const after = ask(state, who, answer('q1', option), at)
        state = after.state
        const isNew = after.ok && !done.has(who.id)
        if (after.ok) expect(done.get(who.id) ?? option).toBe(option)
        if (isNew) {
          done.set(who.id, option)
          counts[option]! += 1
        }
        if (isNew) expect(i < closesAt && at <= 20_000).toBe(true)
      }
      ;({ state } = ask(state, speaker, { type: 'quiz/reveal', question: 'q1' }, 50_000))
      expect(wholeView(state).question?.result?.counts).toEqual(counts)
      expect(wholeView(state).answered).toBe(done.size)
    }
  },
)

test.each([31, 32, 33])(
  '[U5] [U7] over random histories, patches give the same view as a patch from 0, and the ranks match a plain sort (seed %i)',
  (seed) => {
    const below = numbers(seed)
    let state = DECK
    let now = 0
    const screens = (['presenter', 'audience'] as const).map((role) => ({
      role,
      seq: 0,
      view: undefined as QuizView | undefined,
    }))
    for (let i = 0; i < 1500; i++) {
      now += below(900)
      const question = `q${1 + below(3)}`
      const wishes: [Who, object][] = [
        [speaker, start(question)],
        [speaker, { type: 'quiz/close', question }],
        [speaker, { type: 'quiz/reveal', question }],
        [speaker, below(20) === 0 ? { type: 'quiz/reset' } : { type: 'quiz/reset-name', player: below(9) }],
        [guest(below(15)), { type: 'quiz/join', nickname: `name ${'abcdefgh'[below(8)]}` }],
      ]
      const [who, wish] = wishes[below(25)] ?? [guest(below(15)), answer(question, below(4))]
      ;({ state } = ask(state, who, wish, now))
      if (below(3) > 0) continue
      for (const screen of screens) {
        if (screen.seq === state.changed.quiz) continue
        const patch = changesSince(state, 'quiz', screen.seq, screen.role)
        const known = patch.from === 0 ? undefined : screen.view
        screen.view = merge('quiz', known, patch.change)
        screen.seq = patch.to
        expect(screen.view).toEqual(changesSince(state, 'quiz', 0, screen.role).change)
      }
      const people = Array.from({ length: 15 }, (_, n) => ownOf('quiz', state.quiz, guest(n).id)).filter(
        (each) => each !== undefined && each.rank > 0,
      )
      for (const each of people) {
        const before = people.filter(
          (other) =>
            other!.score > each!.score || (other!.score === each!.score && other!.rightMs < each!.rightMs),
        )
        expect(each!.rank).toBe(before.length + 1)
      }
    }
  },
)

test('[U11] the 10,000th answer copies as little as the first ones', { timeout: 60_000 }, () => {
  const costs: number[] = []
  let { state } = ask(DECK, speaker, start('q1'), 0)
  for (let n = 1; n <= 10_001; n++) {
    const next = fold(state, `participant-${n}`, { type: 'quiz/answered', options: [n % 4] }, n % 20_000)
    if ([1001, 10_000, 10_001].includes(n)) costs.push(copied(state.quiz, next.quiz))
    state = next
  }
  const joined = fold(state, 'participant-7', { type: 'quiz/joined', nickname: 'Ada' }, 1)
  costs.push(copied(state.quiz, joined.quiz))
  for (const cost of costs) expect(cost).toBeLessThan(500)
  // While answers come in, a browser that was up to date gets only numbers.
  const patch = changesSince(state, 'quiz', state.seq - 1, 'audience')
  expect(patch.change).toEqual({ answered: 10_001, players: 10_001 })
})
