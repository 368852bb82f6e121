/** The rules of polls, without a server. */
import { expect, test } from 'vitest'
import {
  act,
  countsIn,
  done,
  elementOf,
  HOST,
  host,
  person,
  pollElement,
  SAMPLE_VOTES,
  slideWith,
  talkWith,
  vote,
} from '../../tests/support/polls.ts'
import { viewOf } from '../../tests/support/views.ts'
import type { Intent } from '../intent.ts'
import { evolve, type State } from '../state.ts'
import { ownOf } from '../view.ts'
import type { OutlineSlide } from '../deck.ts'
import { readAsked } from './poll-asked.ts'
import { afterChosen } from './poll-deck.ts'
import { POLL_KINDS, type PollKind } from './poll-kinds.ts'
import type { Vote } from './poll-vote.ts'

const ada = person('ada')
const bob = person('bob')

function openPoll(kind: PollKind, more: Record<string, string> = {}): State {
  return host(talkWith(slideWith('ask', 0, 0, elementOf(kind, more))), 'open', kind)
}

const pollIn = (state: State, role: 'audience' | 'stage' | 'presenter') => viewOf(state, role).poll?.polls[0]

test.each(POLL_KINDS)(
  '[O1] %s: votes are counted once per participant, and a later vote replaces it',
  (kind) => {
    const open = openPoll(kind)
    const sample = SAMPLE_VOTES[kind]
    const one = done(vote(open, kind, ada, sample(1)))
    const two = done(vote(one, kind, bob, sample(2)))
    const changed = done(vote(two, kind, ada, sample(4)))
    expect([one, two, changed].map((state) => state.poll.polls[0]?.votes)).toEqual([1, 2, 2])
    // As if Ada had voted so from the start.
    const directly = done(vote(done(vote(open, kind, ada, sample(4))), kind, bob, sample(2)))
    expect(changed.poll.polls[0]?.counts).toEqual(directly.poll.polls[0]?.counts)
    expect(ownOf('poll', changed.poll, ada.id)?.[kind]?.vote).toEqual(sample(4))
    expect(ownOf('poll', changed.poll, person('eve').id)).toBeUndefined()
  },
)

const BAD: Record<PollKind, Vote[]> = {
  single: [{ choice: [] }, { choice: [0, 1] }, { choice: [3] }, { text: 'Tabs' }],
  multiple: [{ choice: [] }, { choice: [1, 1] }, { choice: [0, 3] }],
  yesno: [{ choice: [2] }, { words: ['yes'] }],
  scale: [{ choice: [5] }, { number: 3 }],
  estimate: [{ number: 101 }, { number: -1 }, { choice: [1] }],
  ranking: [{ choice: [0, 1] }, { choice: [0, 1, 1] }, { choice: [0, 1, 2, 3] }],
  text: [{ text: ' \u200b ' }, { choice: [0] }],
  words: [{ words: [] }, { words: ['a', 'b', 'c', 'd'] }, { words: [' '] }],
  points: [{ points: [50, 50] }, { points: [50, 50, 1] }, { points: [0, 0, 0] }],
  place: [{ choice: [0] }, { number: 0.5 }],
  path: [{ choice: [3] }, { choice: [] }],
}

test.each(POLL_KINDS)('[O1] %s: a vote of another shape is refused and changes nothing', (kind) => {
  const open = openPoll(kind)
  for (const bad of BAD[kind]) expect(vote(open, kind, ada, bad)).toMatchObject({ code: 'malformed' })
})

test('[O1] each kind counts what its name says', () => {
  const after = (kind: PollKind, ...votes: Vote[]) =>
    pollIn(
      votes.reduce((state, each, i) => done(vote(state, kind, person(i), each)), openPoll(kind)),
      'audience',
    )?.result
  expect(after('multiple', { choice: [2, 0] }, { choice: [0] })).toEqual({ counts: [2, 0, 1] })
  expect(after('ranking', { choice: [2, 0, 1] }, { choice: [2, 1, 0] })).toEqual({ counts: [3, 3, 6] })
  expect(after('points', { points: [50, 30, 20] }, { points: [0, 0, 100] })).toEqual({
    counts: [50, 30, 120],
  })
  const guesses = after('estimate', { number: 10 }, { number: 20 }, { number: 90 })
  expect(guesses).toMatchObject({ mean: 40, median: 20, bin: 6 })
  expect(guesses?.counts?.reduce((sum, each) => sum + each, 0)).toBe(3)
  const words = after('words', { words: ['Socket', 'poll'] }, { words: ['socket'] })
  expect(words).toEqual({
    words: [
      ['Socket', 2],
      ['poll', 1],
    ],
    distinct: 2,
  })
  expect(after('text', { text: 'One' }, { text: 'Two' })).toEqual({
    answers: [
      [2, 'Two'],
      [1, 'One'],
    ],
    earlier: false,
  })
  const map = after('place', { x: 0, y: 0 }, { x: 1, y: 1 })?.counts
  expect([map?.at(0), map?.at(-1), map?.length]).toEqual([1, 1, 576])
})

test('[O1] an estimate with decimal steps has exact numbers', () => {
  const state = openPoll('estimate', { min: '0', max: '1', step: '0.1' })
  const voted = done(vote(state, 'estimate', ada, { number: 0.1 + 0.2 }))
  expect(pollIn(voted, 'audience')?.result).toMatchObject({ mean: 0.3, median: 0.3 })
  expect(ownOf('poll', voted.poll, ada.id)?.['estimate']?.vote).toEqual({ number: 0.3 })
})

test('[O2] a vote counts only while the poll is open, in the ballot that its sender saw, and with a cookie', () => {
  const ask = talkWith(slideWith('ask', 0, 0, elementOf('single')))
  expect(vote(ask, 'single', ada, { choice: [0] })).toMatchObject({ code: 'no-such-item' })
  const open = host(ask, 'open', 'single')
  expect(vote(open, 'single', { ...ada, passing: true }, { choice: [0] })).toMatchObject({
    code: 'no-cookie',
  })
  const closed = host(open, 'close', 'single')
  expect(vote(closed, 'single', ada, { choice: [0] })).toEqual({ code: 'closed', retry: false })
  const again = host(open, 'again', 'single')
  const late = {
    id: 'late-vote',
    type: 'poll/vote',
    poll: 'single',
    ballot: 1,
    vote: { choice: [0] },
  } satisfies Intent
  expect(act(again, late, ada)).toMatchObject({ code: 'closed' })
})

test('[O3] while results are hidden, no byte of them reaches the audience or the stage', () => {
  for (const kind of POLL_KINDS) {
    const open = openPoll(kind, { results: 'hidden' })
    const voted = done(vote(open, kind, ada, kind === 'text' ? { text: 'Sealed' } : SAMPLE_VOTES[kind](1)))
    for (const role of ['audience', 'stage'] as const) {
      const { asked: _, ...seen } = pollIn(voted, role) ?? { asked: null }
      expect(seen).toEqual({
        id: kind,
        open: true,
        shown: false,
        ballot: 1,
        round: 1,
        openedAt: 1,
        votes: 1,
        result: null,
        before: null,
      })
    }
    expect(pollIn(voted, 'presenter')?.result).not.toBeNull()
    const revealed = host(voted, 'reveal', kind)
    expect(pollIn(revealed, 'audience')?.result).toEqual(pollIn(voted, 'presenter')?.result)
    expect(pollIn(host(revealed, 'hide', kind), 'stage')?.result).toBeNull()
  }
})

test('[O4] another round starts without votes, and keeps the result of the one before for comparison', () => {
  const first = done(vote(openPoll('single', { results: 'hidden' }), 'single', ada, { choice: [0] }))
  const again = host(host(first, 'close', 'single'), 'again', 'single')
  expect(pollIn(again, 'presenter')).toMatchObject({
    open: true,
    shown: false,
    round: 2,
    votes: 0,
    before: { votes: 1, result: { counts: [1, 0, 0] } },
  })
  expect(pollIn(again, 'audience')?.before).toBeNull()
  const second = host(done(vote(again, 'single', ada, { choice: [2] })), 'reveal', 'single')
  expect(pollIn(second, 'audience')).toMatchObject({
    votes: 1,
    result: { counts: [0, 0, 1] },
    before: { votes: 1, result: { counts: [1, 0, 0] } },
  })
})

test('[O4] a reset removes all votes and the round before', () => {
  const voted = done(vote(openPoll('words'), 'words', ada, { words: ['one', 'two'] }))
  const reset = host(host(voted, 'again', 'words'), 'reset', 'words')
  expect(pollIn(reset, 'presenter')).toMatchObject({
    votes: 0,
    round: 1,
    before: null,
    result: { words: [] },
  })
  const anew = done(vote(reset, 'words', ada, { words: ['two'] }))
  expect(pollIn(anew, 'presenter')).toMatchObject({ votes: 1, result: { words: [['two', 1]], distinct: 1 } })
})

test('[O5] a poll is made on the phone, with a cleaned text, and an impossible one is refused', () => {
  const made: Extract<Intent, { type: 'poll/create' }> = {
    id: 'made-intent',
    type: 'poll/create',
    kind: 'single',
    question: ' Coffee\u202e or tea? ',
    options: ['Coffee', 'Tea'],
    results: 'live',
    open: true,
  }
  const state = done(act(talkWith(), made, HOST))
  expect(pollIn(state, 'audience')).toMatchObject({
    id: 'made:1',
    open: true,
    asked: { question: 'Coffee or tea?', options: ['Coffee', 'Tea'] },
  })
  expect(countsIn(done(vote(state, 'made:1', ada, { choice: [1] })), 'made:1')).toEqual([0, 1])
  for (const wrong of [{ question: ' ' }, { options: ['One'] }, { options: ['One', ' '] }])
    expect(act(talkWith(), { ...made, ...wrong }, HOST)).toMatchObject({ code: 'malformed' })
})

test('[O5] a poll whose text has changed in the deck starts anew when it is opened', () => {
  const voted = done(vote(openPoll('single'), 'single', ada, { choice: [0] }))
  const closed = host(voted, 'close', 'single')
  expect(countsIn(host(closed, 'open', 'single'), 'single')).toEqual([1, 0, 0])
  const edited = {
    ...closed,
    talk: { ...closed.talk, outline: [slideWith('ask', 0, 0, pollElement('single', {}, ['Yes', 'No']))] },
  }
  expect(countsIn(host(edited, 'open', 'single'), 'single')).toEqual([0, 0])
})

function move(state: State, h: number, f: number): State {
  const event = { type: 'position/moved', h, v: 0, f } as const
  return evolve(state, { seq: state.seq + 1, at: 1, by: HOST.id, id: 'move', event })
}

test('[O6] the steps of a slide open, close and reveal its poll; a step back undoes that', () => {
  const element = elementOf('single', { steps: '', 'data-steps': '0 1 2' })
  const start = talkWith(slideWith('ask', 0, 3, element), slideWith('next', 1, 0))
  const state = (now: State) => {
    const poll = now.poll.polls[0]
    return poll && [poll.open, poll.shown]
  }
  const opened = move(start, 0, 0)
  expect(state(start)).toBeUndefined()
  expect(state(opened)).toEqual([true, false])
  const voted = done(vote(opened, 'single', ada, { choice: [1] }))
  const closed = move(voted, 0, 1)
  expect(state(closed)).toEqual([false, false])
  const revealed = move(closed, 0, 2)
  expect(state(revealed)).toEqual([false, true])
  expect(state(move(revealed, 0, 1))).toEqual([false, false])
  const reopened = move(move(revealed, 0, 1), 0, 0)
  expect(state(reopened)).toEqual([true, false])
  expect(countsIn(reopened, 'single')).toEqual([0, 1, 0])
  expect(state(move(reopened, 0, -1))).toEqual([false, false])
  // Entering a slide changes nothing.
  expect(state(move(move(revealed, 1, -1), 0, -1))).toEqual([false, true])
})

test('[P38] after the way that the room chose, the talk continues behind the ways of the poll', () => {
  const element = pollElement('way', { kind: 'path', 'data-targets': 'short long' }, ['Short', 'Long'])
  const choose = slideWith('choose', 1, 0, element)
  const tally = (counts: number[]) => ({
    polls: [{ id: 'way', asked: { targets: ['short', 'long'] }, votes: 1, counts }],
  })
  const names = (outline: OutlineSlide[], counts: number[]) =>
    outline.map((_, i) => afterChosen(outline, i, tally(counts))?.id)
  const row = (...ids: string[]) => ids.map((id, h) => (id === 'choose' ? choose : slideWith(id, h, 0)))
  // Both ways follow the poll: the long one would lead into the short one.
  expect(names(row('a', 'choose', 'long', 'more', 'short', 'end'), [0, 1])).toEqual([
    undefined,
    undefined,
    'end',
    'end',
    undefined,
    undefined,
  ])
  // Next leads to the end anyway.
  expect(names(row('choose', 'long', 'short', 'end'), [1, 0])).toEqual(Array(4).fill(undefined))
  // Both are behind the end, as in an appendix.
  expect(names(row('choose', 'b', 'end', 'short', 'more', 'long'), [1, 0])).toEqual([
    undefined,
    undefined,
    undefined,
    'b',
    'b',
    undefined,
  ])
  // One way is the talk itself, the other one is a detour at the end.
  expect(names(row('choose', 'short', 'b', 'long'), [0, 1]).at(-1)).toBe('short')
  expect(names(row('choose', 'short', 'b', 'long'), [1, 0]).at(1)).toBeUndefined()
  const unanswered = { polls: [{ id: 'way', asked: { targets: ['short'] }, votes: 0, counts: [0] }] }
  expect(afterChosen(row('choose', 'b', 'short'), 2, unanswered)).toBeUndefined()
})

test('[O7] next goes to the slide with the most votes, and the poll closes when the talk leaves', () => {
  const element = pollElement('way', { kind: 'path', 'data-targets': 'short long' }, ['Short', 'Long'])
  const slides = [slideWith('choose', 0, 1, element), slideWith('long', 1, 0), slideWith('short', 2, 0)]
  const open = host(talkWith(...slides), 'open', 'way')
  const next = (state: State): State => {
    const { position } = state
    return done(act(state, { id: 'next-intent', type: 'position/next', from: position }, HOST))
  }
  // A step of the slide comes first, and without votes the deck's order counts.
  expect(next(open).position).toEqual({ h: 0, v: 0, f: 0 })
  expect(next(next(open)).position).toEqual({ h: 1, v: 0, f: -1 })
  const short = done(vote(next(open), 'way', ada, { choice: [0] }))
  const gone = next(short)
  expect(gone.position).toEqual({ h: 2, v: 0, f: -1 })
  expect(gone.poll.polls[0]?.open).toBe(false)
  const tie = done(vote(short, 'way', bob, { choice: [1] }))
  expect(next(tie).position.h).toBe(2)
  expect(next(done(vote(tie, 'way', person('eve'), { choice: [1] }))).position.h).toBe(1)
})

test('[O8] a hidden answer or word disappears from the room, and moderators still see it', () => {
  const hide = (state: State, poll: string, item: string | number) =>
    act(state, { id: 'hide-intent', type: 'poll/hide-answer', poll, item, hidden: true }, HOST)
  const text = done(vote(openPoll('text'), 'text', ada, { text: 'Rude' }))
  const hidden = done(hide(text, 'text', 1))
  expect(pollIn(hidden, 'audience')?.result).toEqual({ answers: [], earlier: false })
  expect(pollIn(hidden, 'presenter')?.result?.answers).toEqual([[1, 'Rude', true]])
  // Another text of the same person stays hidden.
  const edited = done(vote(hidden, 'text', ada, { text: 'Ruder' }))
  expect(JSON.stringify(viewOf(edited, 'audience'))).not.toContain('Rude')
  expect(hide(text, 'text', 2)).toMatchObject({ code: 'no-such-item' })
  const words = done(vote(openPoll('words'), 'words', ada, { words: ['Rude', 'fine'] }))
  const without = done(hide(words, 'words', 'rude'))
  expect(pollIn(without, 'audience')?.result?.words).toEqual([['fine', 1]])
  expect(pollIn(without, 'presenter')?.result?.words).toEqual([
    ['fine', 1],
    ['Rude', 1, true],
  ])
})

test('[O18] the answers and words of a muted participant reach nobody but them and, marked, moderators', () => {
  const say = { id: 'say-intent', type: 'chat/say', text: 'Rude' } as const
  const written = done(act(openPoll('text'), say, ada))
  const mute = (state: State, muted: boolean) =>
    done(
      act(state, { id: 'mute-intent', type: 'people/mute', kind: 'message', item: written.seq, muted }, HOST),
    )
  const before = done(vote(written, 'text', bob, { text: 'Kind' }))
  const muted = done(vote(mute(before, true), 'text', ada, { text: 'Insult' }))
  expect(pollIn(muted, 'audience')?.votes).toBe(2)
  for (const role of ['audience', 'stage'] as const)
    expect(pollIn(muted, role)?.result?.answers).toEqual([[1, 'Kind']])
  expect(pollIn(muted, 'presenter')?.result?.answers).toEqual([
    [2, 'Insult', 'muted'],
    [1, 'Kind'],
  ])
  expect(ownOf('poll', muted.poll, ada.id)?.['text']).toMatchObject({ alone: true, answer: 2 })
  // What they write afterwards is for everybody.
  const free = done(vote(mute(muted, false), 'text', ada, { text: 'Sorry' }))
  expect(pollIn(free, 'audience')?.result?.answers).toEqual([
    [2, 'Sorry'],
    [1, 'Kind'],
  ])
  expect(ownOf('poll', free.poll, ada.id)?.['text']).not.toHaveProperty('alone')

  const words = (state: State, who: typeof ada, ...cast: string[]) =>
    done(vote(state, 'words', who, { words: cast }))
  const open = done(act(openPoll('words'), say, ada))
  const muting = { id: 'mute-words', type: 'people/mute', kind: 'message', item: open.seq } as const
  const first = words(words(open, ada, 'tcp', 'fine'), bob, 'tcp')
  const silent = words(done(act(first, { ...muting, muted: true }, HOST)), ada, 'insult', 'tcp')
  expect(pollIn(silent, 'audience')).toMatchObject({ votes: 2, result: { words: [['tcp', 1]] } })
  const back = done(act(silent, { ...muting, id: 'unmute-words', muted: false }, HOST))
  expect(pollIn(words(back, ada, 'sorry'), 'audience')?.result?.words).toEqual([
    ['sorry', 1],
    ['tcp', 1],
  ])
})

test('[O5] when the talk ends, every poll closes', () => {
  const state = done(act(openPoll('single'), { id: 'end-intent', type: 'talk/end' }, HOST))
  expect(vote(state, 'single', ada, { choice: [0] })).toMatchObject({ code: 'closed' })
})

test.each([
  [{ kind: 'guess' }, 'the kind “guess” is unknown'],
  [{ results: 'maybe' }, '“results” is “live” or “hidden”'],
  [{ kind: 'multiple', most: '4' }, '“most” is a number from 1 to 3'],
  [{ kind: 'estimate', min: '5', max: '5' }, '“min” must be less than “max”'],
  [{ kind: 'estimate', max: '10000' }, 'its range has more than 1000 steps'],
  [{ kind: 'place' }, 'the kind “place” needs a picture'],
  [{ kind: 'path' }, 'each option of a “path” links to a slide'],
])('[O9] a poll with a mistake says what is wrong: %j', (attributes, words) => {
  expect(readAsked(pollElement('p', attributes))).toContain(words)
})

test('[O17] everybody gets the id of the poll that was opened last, and null when none is open', () => {
  const element = elementOf('yesno', { steps: '', 'data-steps': '0 1 2' })
  const start = talkWith(slideWith('ask', 0, 3, element, elementOf('single')))
  const open = (state: State) => viewOf(state, 'audience').openPoll?.poll
  expect(open(start)).toBeNull()
  const first = host(start, 'open', 'single')
  expect(open(first)).toBe('single')
  const both = move(first, 0, 0)
  expect(open(both)).toBe('yesno')
  const voted = done(vote(both, 'yesno', ada, { choice: [0] }))
  expect(voted.changed.openPoll).toBe(both.changed.openPoll)
  const one = move(voted, 0, 1)
  expect(open(one)).toBe('single')
  expect(open(host(one, 'again', 'yesno'))).toBe('yesno')
  expect(open(done(act(one, { id: 'end-intent', type: 'talk/end' }, HOST)))).toBeNull()
  expect(viewOf(one, 'stage')).not.toHaveProperty('openPoll')
})
