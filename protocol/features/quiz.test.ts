/** The rules of the quiz, without a server. */
import { expect, test } from 'vitest'
import { hostileStrings } from '../../tests/support/hostile.ts'
import { decide } from '../decide.ts'
import { isEvent, type Event } from '../event.ts'
import { parseIntent, type Intent } from '../intent.ts'
import { ROLES, SERVER, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'
import { pastQuestion, playersFrom } from './quiz-past.ts'
import type { QuizQuestionView, QuizView } from './quiz-view.ts'

const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }
const ada: Who = { role: 'audience', paired: false, id: 'participant-ada' }
const bob: Who = { role: 'audience', paired: false, id: 'participant-bob' }
const SECRETS = ['Because of 1776', 'right', 'counts']

function question(id: string, right: string) {
  return {
    name: 'live-quiz',
    attributes: { id, seconds: '20' },
    text: `Which year, ${id}?`,
    items: ['1492', '1776', '1848'],
    private: { attributes: { right }, text: 'Because of 1776' },
  }
}
const elements = [question('first', '2'), question('second', '1'), question('both', '1 3')]
const DECK: State = evolve(EMPTY, {
  seq: 1,
  at: 0,
  by: SERVER.id,
  id: 'intent-00',
  event: {
    type: 'talk/outlined',
    version: '1',
    slides: [{ id: 'a', h: 0, v: 0, title: 'A', steps: 0, elements }],
  },
})

let made = 0
type Wish = Intent extends infer I ? (I extends { id: string } ? Omit<I, 'id'> : never) : never

/** Decides and folds; returns the new state, or the code of the refusal. */
function tries(state: State, who: Who, wish: Wish, at = 1000): State | string {
  const intent = parseIntent({ id: `intent-${String(++made).padStart(5, '0')}`, ...wish })
  if ('code' in intent) return intent.code
  const events = decide(state, intent, who, at)
  if (!Array.isArray(events)) return events.code
  return events.reduce((before, event) => fold(before, who, event, at), state)
}

function fold(state: State, { id: by }: Who, event: Event, at: number): State {
  expect(isEvent(event)).toBe(true)
  return evolve(state, { seq: state.seq + 1, at, by, id: 'intent-01', event })
}

function does(state: State, who: Who, wish: Wish, at = 1000): State {
  const after = tries(state, who, wish, at)
  if (typeof after === 'string') throw new Error(`${wish.type} was refused as ${after}.`)
  return after
}

const start = (id: string): Wish => ({ type: 'quiz/start', question: id })
const close = (id: string): Wish => ({ type: 'quiz/close', question: id })
const reveal = (id: string): Wish => ({ type: 'quiz/reveal', question: id })
const answer = (id: string, ...options: number[]): Wish => ({ type: 'quiz/answer', question: id, options })
const named = (nickname: string): Wish => ({ type: 'quiz/join', nickname })

const viewOf = (state: State, role: Who['role'] = 'audience'): QuizView => {
  const { change } = changesSince(state, 'quiz', 0, role === 'server' ? 'presenter' : role)
  return change as QuizView
}
const asked = (state: State, role?: Who['role']): QuizQuestionView => viewOf(state, role).question!
const ownedBy = (state: State, { id }: Who) => ownOf('quiz', state.quiz, id)

const STARTED = does(DECK, speaker, start('first'))

test('[U2] a moderator starts a question of the deck, once until the quiz is reset', () => {
  expect(asked(STARTED)).toMatchObject({
    id: 'first',
    text: 'Which year, first?',
    options: ['1492', '1776', '1848'],
    at: 1000,
    seconds: 20,
    state: 'open',
    several: false,
  })
  expect(does(STARTED, { ...speaker, role: 'moderator' }, start('first'))).toBe(STARTED)
  expect(tries(DECK, speaker, start('third'))).toBe('no-such-item')
  const revealed = does(STARTED, speaker, reveal('first'))
  expect(tries(revealed, speaker, start('first'))).toBe('closed')
  expect(tries(STARTED, speaker, start('first'), 99_000)).toBe('closed')
  const reset = does(revealed, speaker, { type: 'quiz/reset' })
  expect(viewOf(reset)).toEqual({ question: null, answered: 0, players: 0, board: [], over: [] })
  expect(does(reset, speaker, { type: 'quiz/reset' })).toBe(reset)
  expect(asked(does(reset, speaker, start('first'), 5000))).toMatchObject({ state: 'open', at: 5000 })
})

test('[U2] a new outline does not change a question that has started', () => {
  const edited = fold(STARTED, SERVER, { type: 'talk/outlined', version: '2', slides: [] }, 1100)
  const revealed = does(does(edited, ada, answer('first', 1)), speaker, reveal('first'))
  expect(asked(revealed).result).toEqual({ right: [1], explanation: 'Because of 1776', counts: [0, 1, 0] })
})

test('[U3] the first answer of a participant is final, and its repetition is accepted and changes nothing', () => {
  const one = does(STARTED, ada, answer('first', 0))
  expect(viewOf(one)).toMatchObject({ answered: 1, players: 1 })
  expect(does(one, ada, answer('first', 0))).toBe(one)
  expect(does(one, ada, answer('first', 0), 99_000)).toBe(one)
  expect(tries(one, ada, answer('first', 1))).toBe('closed')
  expect(viewOf(does(one, bob, answer('first', 1)))).toMatchObject({ answered: 2, players: 2 })
})

test('[U3] an answer must name options of the current question, and only one if only one is right', () => {
  expect(tries(DECK, ada, answer('first', 0))).toBe('closed')
  expect(tries(STARTED, ada, answer('second', 0))).toBe('closed')
  expect(tries(STARTED, ada, answer('first', 3))).toBe('malformed')
  expect(tries(STARTED, ada, answer('first', 0, 1))).toBe('malformed')
  expect(tries(STARTED, ada, answer('first', -1))).toBe('malformed')
  expect(tries(STARTED, ada, answer('first'))).toBe('malformed')
  expect(tries(STARTED, { ...ada, passing: true }, answer('first', 0))).toBe('no-cookie')
  const both = does(STARTED, speaker, start('both'))
  expect(asked(both).several).toBe(true)
  expect(ownedBy(does(both, ada, answer('both', 2, 0, 2)), ada)?.answer?.options).toEqual([0, 2])
})

test('[U4] a question accepts answers until a moderator closes it or its time is up', () => {
  const closed = does(STARTED, speaker, close('first'))
  expect(asked(closed).state).toBe('closed')
  expect(does(closed, speaker, close('first'))).toBe(closed)
  expect(tries(closed, ada, answer('first', 0))).toBe('closed')
  expect(typeof tries(STARTED, ada, answer('first', 0), 21_000)).toBe('object')
  expect(tries(STARTED, ada, answer('first', 0), 21_001)).toBe('closed')
  expect(tries(STARTED, speaker, close('second'))).toBe('moved-on')
  expect(tries(DECK, speaker, reveal('first'))).toBe('moved-on')
})

test('[U4] a question with no time limit is open until it is closed', () => {
  const slides = DECK.talk.outline.map((slide) => {
    return { ...slide, elements: [{ ...question('calm', '1'), attributes: { id: 'calm', seconds: '0' } }] }
  })
  const deck = fold(DECK, SERVER, { type: 'talk/outlined', version: '2', slides }, 1)
  const late = does(does(deck, speaker, start('calm')), ada, answer('calm', 0), 9_999_000)
  expect(ownedBy(does(late, speaker, reveal('calm')), ada)).toMatchObject({ gained: 1000 })
})

test('[U5] before the reveal only presenters and moderators see what is right, why, and what was chosen', () => {
  const answered = does(does(STARTED, ada, answer('first', 1)), bob, answer('first', 0))
  for (const state of [STARTED, answered, does(answered, speaker, close('first'))]) {
    for (const since of [0, STARTED.seq, state.seq]) {
      for (const role of ['stage', 'audience'] as const) {
        const text = JSON.stringify(changesSince(state, 'quiz', since, role))
        for (const secret of SECRETS) expect(text).not.toContain(secret)
      }
    }
    expect(asked(state, 'presenter').result).toMatchObject({ right: [1], explanation: 'Because of 1776' })
    expect(asked(state, 'moderator').result).toEqual(asked(state, 'presenter').result)
  }
  // Their own data does not tell a right answer from a wrong one.
  const strip = (who: Who) => ({ ...ownedBy(answered, who), number: 0, answer: null })
  expect(strip(ada)).toEqual(strip(bob))
  const revealed = does(answered, speaker, reveal('first'))
  for (const role of ROLES)
    expect(asked(revealed, role).result).toEqual({
      right: [1],
      explanation: 'Because of 1776',
      counts: [1, 1, 0],
    })
})

test('[U6] [U7] the reveal brings points and ranks; the next question keeps them', () => {
  let state = does(STARTED, ada, answer('first', 1), 6000)
  state = does(state, bob, answer('first', 1), 11_000)
  state = does(state, { ...ada, id: 'participant-cy' }, answer('first', 0))
  expect(ownedBy(state, ada)).toMatchObject({ score: 0, rank: 0, gained: 0 })
  state = does(state, speaker, reveal('first'))
  expect(does(state, speaker, reveal('first'))).toBe(state)
  expect(ownedBy(state, ada)).toMatchObject({ score: 875, rank: 1, gained: 875 })
  expect(ownedBy(state, bob)).toMatchObject({ score: 750, rank: 2, gained: 750 })
  expect(viewOf(state).board.map(({ score, rank }) => [rank, score])).toEqual([
    [1, 875],
    [2, 750],
    [3, 0],
  ])
  state = does(does(state, speaker, start('second'), 30_000), bob, answer('second', 0), 30_000)
  state = does(state, speaker, reveal('second'))
  expect(viewOf(state).board[0]).toMatchObject({ player: 2, score: 1750, gained: 1000 })
  expect(ownedBy(state, ada)).toMatchObject({ score: 875, rank: 2, gained: 0 })
})

test('[U7] a question that was not revealed brings its points when the next one starts', () => {
  const next = does(does(STARTED, ada, answer('first', 1)), speaker, start('second'))
  expect(ownedBy(next, ada)).toMatchObject({ score: 1000, rank: 1 })
  expect(viewOf(next)).toMatchObject({ answered: 0, board: [{ score: 1000 }] })
  expect(JSON.stringify(viewOf(next))).not.toContain('Because')
})

test('[U7] players with equal points and equal time share a rank, and ten places are shown', () => {
  let state = STARTED
  for (let i = 0; i < 12; i++) state = does(state, { ...ada, id: `participant-${i}` }, answer('first', 1))
  state = does(state, speaker, reveal('first'))
  expect(viewOf(state).board.map(({ rank, player }) => [rank, player])).toEqual(
    Array.from({ length: 10 }, (_, i) => [1, i + 1]),
  )
  expect(ownedBy(state, { ...ada, id: 'participant-11' })).toMatchObject({ rank: 1, number: 12 })
})

test('[U8] a nickname is clean, chosen once, and unlike every other one', () => {
  const joined = does(DECK, ada, named('  Ada\u200b   L. '))
  expect(ownedBy(joined, ada)?.nickname).toBe('Ada L.')
  expect(does(joined, ada, named('Ada L.'))).toBe(joined)
  expect(tries(joined, ada, named('Ada M.'))).toBe('closed')
  for (const alike of ['Ada L.', 'ada l', 'АDА L.', 'Ad\u00e4 1', '4da L'])
    expect(tries(joined, bob, named(alike)), alike).toBe('name-taken')
  expect(typeof tries(joined, bob, named('Bob'))).toBe('object')
  expect(tries(joined, bob, named(' \u200b '))).toBe('malformed')
  expect(tries(joined, { ...bob, passing: true }, named('Bob'))).toBe('no-cookie')
})

test('[U8] nobody takes the name of a speaker or of a numbered guest, and a speaker takes theirs back', () => {
  const said = (name: string): Event => ({ type: 'chat/named', name, paired: true })
  const grace = fold(DECK, speaker, said('Grace'), 1)
  for (const name of ['Grace', 'GRACÈ', 'the Speaker', 'guest 7', 'Guest', 'gue5t 12'])
    expect(tries(grace, bob, named(name)), name).toBe('name-taken')
  const joined = does(DECK, ada, named('Gracè'))
  expect(ownedBy(fold(joined, bob, { type: 'chat/named', name: 'Grace' }, 1), ada)?.nickname).toBe('Gracè')
  expect(ownedBy(fold(joined, speaker, said('Grace'), 1), ada)?.nickname).toBe('')
})

test('[U9] a moderator resets a nickname: it disappears from the leaderboard, and another one can be chosen', () => {
  let state = does(does(STARTED, ada, named('Ada')), ada, answer('first', 1))
  state = does(state, speaker, reveal('first'))
  expect(viewOf(state).board[0]?.name).toBe('Ada')
  const before = state
  state = does(state, speaker, { type: 'quiz/reset-name', player: 1 })
  expect(viewOf(state).board[0]?.name).toBe('guest 1')
  // Browsers that have the leaderboard get the new one.
  expect(changesSince(state, 'quiz', before.seq, 'audience').change).toMatchObject({
    board: [{ name: 'guest 1' }],
  })
  expect(does(state, speaker, { type: 'quiz/reset-name', player: 1 })).toBe(state)
  for (const player of [0, 2])
    expect(tries(state, speaker, { type: 'quiz/reset-name', player })).toBe('no-such-item')
  expect(ownedBy(does(state, bob, named('Ada')), bob)?.nickname).toBe('Ada')
  state = does(state, ada, named('Countess'))
  expect(viewOf(state).board[0]).toMatchObject({ name: 'Countess', score: 1000 })
})

test('[U9] after a reset everybody keeps the nickname, and nobody has points', () => {
  let state = does(does(STARTED, ada, named('Ada')), ada, answer('first', 1))
  state = does(does(state, speaker, reveal('first')), speaker, { type: 'quiz/reset' })
  expect(ownedBy(state, ada)).toMatchObject({ nickname: 'Ada', score: 0, rank: 0, answer: null })
  expect(tries(state, bob, named('Ada'))).toBe('name-taken')
  expect(viewOf(state)).toEqual({ question: null, answered: 0, players: 1, board: [], over: [] })
})

test('[U10] a participant can join late, and can answer without a nickname', () => {
  let state = does(does(STARTED, ada, answer('first', 1)), speaker, reveal('first'))
  state = does(state, bob, named('Bob'))
  expect(ownedBy(state, bob)).toMatchObject({ number: 2, rank: 0, score: 0 })
  expect(viewOf(state).board).toMatchObject([{ name: 'guest 1' }])
  state = does(does(state, speaker, start('second')), bob, answer('second', 0))
  state = does(state, speaker, reveal('second'))
  expect(viewOf(state).board).toMatchObject([{ name: 'guest 1' }, { name: 'Bob' }])
})

test('[U8] hostile texts as nicknames are cleaned or refused', () => {
  for (const text of hostileStrings()) {
    const after = tries(DECK, ada, named(text))
    if (typeof after === 'string') expect(['malformed', 'name-taken']).toContain(after)
    else expect(Array.from(ownedBy(after, ada)?.nickname ?? '').length).toBeLessThanOrEqual(24)
  }
})

test('[U19] a question that was revealed before is known with each answer and its points', () => {
  const answered = does(does(STARTED, ada, answer('first', 1), 1000), bob, answer('first', 0))
  expect(pastQuestion(answered.quiz, 'first', ada.id)).toBeUndefined()
  // Starting the next one reveals the first.
  const next = does(answered, speaker, start('second'), 2000)
  expect(viewOf(next).over).toEqual(['first'])
  const { question: past, ...rest } = pastQuestion(next.quiz, 'first', ada.id)!
  expect(past).toMatchObject({ state: 'revealed', result: { right: [1], counts: [1, 1, 0] } })
  expect(rest).toEqual({ answered: 2, mine: { options: [1], gained: 1000 } })
  expect(pastQuestion(next.quiz, 'first', bob.id)?.mine).toEqual({ options: [0], gained: 0 })
  expect(pastQuestion(next.quiz, 'first', 'participant-eve')?.mine).toBeNull()
  expect(pastQuestion(next.quiz, 'second', ada.id)).toBeUndefined()
  const reset = does(next, speaker, { type: 'quiz/reset' })
  expect(pastQuestion(reset.quiz, 'first', ada.id)).toBeUndefined()
  expect(viewOf(reset).over).toEqual([])
})

test('[U20] all players come in pages, in the order of the leaderboard, and those without a place last', () => {
  let state = STARTED
  const player = (i: number): Who => ({ ...ada, id: `participant-${i}` })
  for (let i = 0; i < 120; i++) state = does(state, player(i), answer('first', i === 70 ? 1 : 0))
  state = does(does(state, speaker, reveal('first')), player(500), named('Late'))
  const first = playersFrom(state.quiz, 0)
  expect(first).toMatchObject({ more: true })
  expect(first.rows[0]).toMatchObject({ player: 71, rank: 1, score: 1000 })
  const second = playersFrom(state.quiz, first.rows.length)
  expect([first.rows.length, second.rows.length, second.more]).toEqual([100, 21, false])
  expect(second.rows.at(-1)).toMatchObject({ name: 'Late', rank: 0 })
  expect(new Set([...first.rows, ...second.rows].map((row) => row.player)).size).toBe(121)
})
