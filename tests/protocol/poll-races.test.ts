/** Properties of polls with named seeds: races, permutations, repeats, cost, size. */
import { expect, test } from 'vitest'
import { hostileStrings } from '../support/hostile.ts'
import {
  act,
  done,
  elementOf,
  host,
  numbers,
  person,
  pollElement,
  SAMPLE_VOTES,
  shuffled,
  slideWith,
  talkWith,
  vote,
} from '../support/polls.ts'
import type { Intent } from '../../protocol/intent.ts'
import { merge } from '../../protocol/merge.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import { ROLES, type Who } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import { changesSince } from '../../protocol/view.ts'
import { POLL_KINDS, type PollKind } from '../../protocol/features/poll-kinds.ts'
import { viewPolls, type PollsView } from '../../protocol/features/poll-view.ts'
import { byCount } from '../../protocol/features/poll-words.ts'

const openPoll = (kind: PollKind): State =>
  host(talkWith(slideWith('ask', 0, 0, elementOf(kind))), 'open', kind)

interface Sent {
  intent: Intent
  who: Who
}

/** The state after all of them; the refused ones change nothing. */
function after(state: State, sent: readonly Sent[]): { state: State; answers: (State | Refusal)[] } {
  const answers: (State | Refusal)[] = []
  let now = state
  for (const { intent, who } of sent) {
    const answer = act(now, intent, who)
    answers.push(answer)
    if (!('code' in answer)) now = answer
  }
  return { state: now, answers }
}

const ballotOf = (state: State): number => state.poll.polls[0]?.ballot ?? 0

test.each(POLL_KINDS)('[O2] %s: 1,000 participants with five equal votes each are 1,000 votes', (kind) => {
  const open = openPoll(kind)
  const ballot = ballotOf(open)
  const all = Array.from({ length: 5000 }, (_, i): Sent => {
    const n = i % 1000
    const cast = SAMPLE_VOTES[kind](n)
    return {
      who: person(n),
      intent: { id: `intent-${i}-x`, type: 'poll/vote', poll: kind, ballot, vote: cast },
    }
  })
  const { state } = after(open, shuffled(all, numbers(5)))
  expect(state.poll.polls[0]?.votes).toBe(1000)
  expect(state.seq).toBe(1001)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  '[O2] 100 votes race with the closing: every acked vote counts, and no other (seed %i)',
  (seed) => {
    const below = numbers(seed)
    for (let race = 0; race < 100; race++) {
      const open = openPoll('single')
      const ballot = ballotOf(open)
      const votes = Array.from({ length: 20 }, (_, n): Sent => {
        const intent: Intent = {
          id: `race-${n}-vote`,
          type: 'poll/vote',
          poll: 'single',
          ballot,
          vote: { choice: [below(3)] },
        }
        return { who: person(below(15)), intent }
      })
      const close: Sent = {
        who: { role: 'moderator', paired: true, id: 'device-m' },
        intent: { id: 'close-intent', type: 'poll/close', poll: 'single' },
      }
      const sent = shuffled([...votes, close], below)
      const { state, answers } = after(open, sent)
      const acked = new Map<string, number>()
      sent.forEach(({ who, intent }, i) => {
        const answer = answers[i]
        if (intent.type !== 'poll/vote' || !answer) return
        if ('code' in answer) expect(answer.code).toBe('closed')
        else if ('choice' in intent.vote) acked.set(who.id, intent.vote.choice[0] ?? 0)
      })
      const tally = [0, 0, 0]
      for (const option of acked.values()) tally[option] = (tally[option] ?? 0) + 1
      expect(state.poll.polls[0]).toMatchObject({ open: false, votes: acked.size, counts: tally })
    }
  },
)

/** Without the numbers of entries, which depend on the order. */
function facts(state: State, kind: PollKind): unknown {
  const poll = viewPolls(state.poll, 'presenter').polls[0]
  const people = Array.from({ length: 60 }, (_, n) => state.poll.votes.get(person(n).id)?.[kind]?.vote)
  const answers = poll?.result?.answers?.map(([, text]) => text).toSorted()
  const words = poll?.result?.words?.map(([word, count]) => [word.toLowerCase(), count])
  return { votes: poll?.votes, counts: poll?.result?.counts, people, answers, words }
}

test.each([11, 12, 13])('[O10] votes in any order, and repeated, give the same state (seed %i)', (seed) => {
  const below = numbers(seed)
  for (const kind of POLL_KINDS) {
    const open = openPoll(kind)
    const ballot = ballotOf(open)
    // Few enough for one page of answers.
    const size = kind === 'text' ? 10 : 60
    const votes = Array.from({ length: size }, (_, n): Sent => {
      const cast = SAMPLE_VOTES[kind](below(1000))
      return {
        who: person(n),
        intent: { id: `intent-${n}-x`, type: 'poll/vote', poll: kind, ballot, vote: cast },
      }
    })
    const once = facts(after(open, votes).state, kind)
    const mixed = shuffled([...votes, ...votes, ...votes], below)
    expect(facts(after(open, mixed).state, kind)).toEqual(once)
  }
})

test.each([21, 22])(
  '[O10] a browser that applies changes has the same view as a late one (seed %i)',
  (seed) => {
    const below = numbers(seed)
    const slide = slideWith('ask', 0, 0, ...POLL_KINDS.map((kind) => elementOf(kind, { results: 'hidden' })))
    let state = talkWith(slide)
    const seen = Object.fromEntries(
      ROLES.map((role) => [role, { at: 0, view: viewPolls(state.poll, role) }]),
    ) as Record<string, { at: number; view: PollsView }>
    const actions = ['open', 'close', 'reveal', 'hide', 'reset', 'again'] as const
    for (let i = 0; i < 600; i++) {
      const kind = POLL_KINDS[below(POLL_KINDS.length)] ?? 'single'
      const known = state.poll.polls.some(({ id }) => id === kind)
      const action = actions[below(60)]
      if (!known || action) state = host(state, known ? (action ?? 'open') : 'open', kind)
      const answer = vote(state, kind, person(below(30)), SAMPLE_VOTES[kind](below(1000)))
      if (!('code' in answer)) state = answer
      if (below(4) > 0) continue
      for (const role of ROLES) {
        const here = seen[role]
        if (!here) continue
        const patch = changesSince(state, 'poll', here.at, role)
        here.view = merge('poll', patch.from === 0 ? undefined : here.view, patch.change)
        here.at = patch.to
        expect(here.view).toEqual(viewPolls(state.poll, role))
      }
    }
  },
)

test.each([31, 32])(
  '[O11] the cloud shows the most frequent words, however votes change (seed %i)',
  (seed) => {
    const below = numbers(seed)
    let state = openPoll('words')
    const now = new Map<number, string[]>()
    for (let i = 0; i < 4000; i++) {
      const n = below(600)
      const words = [`w${below(400)}`, `w${below(20) * below(20)}`]
      now.set(n, [...new Set(words)])
      state = done(vote(state, 'words', person(n), { words }))
      if (i % 100 !== 99) continue
      const counts = new Map<string, number>()
      for (const word of [...now.values()].flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
      const expected = [...counts].toSorted(byCount).slice(0, 40)
      const shown = viewPolls(state.poll, 'audience').polls[0]?.result
      expect(shown?.words?.map(([, count]) => count)).toEqual(expected.map(([, count]) => count))
      for (const [word, count] of shown?.words ?? []) expect(counts.get(word)).toBe(count)
      expect(shown?.distinct).toBe(counts.size)
    }
  },
)

/** Slots of the objects that the second does not share with the first. */
function copied(before: unknown, now: unknown): number {
  if (before === now || typeof now !== 'object' || now === null) return 0
  const known: Record<string, unknown> = typeof before === 'object' && before !== null ? { ...before } : {}
  const parts = Object.entries(now)
  return parts.reduce((sum, [key, part]) => sum + copied(known[key], part), parts.length)
}

test.each(['single', 'words', 'text', 'place'] as const)(
  '[O11] %s: the 10,000th vote copies no more than the thousandth',
  { timeout: 60_000 },
  (kind) => {
    let state = openPoll(kind)
    const costs: number[] = []
    for (let n = 1; n <= 10_000; n++) {
      const cast = kind === 'words' ? { words: [`word ${n}`, `other ${n % 300}`] } : SAMPLE_VOTES[kind](n)
      const next = done(vote(state, kind, person(n), cast))
      if (n === 1000 || n === 10_000) costs.push(copied(state.poll, next.poll))
      state = next
    }
    const [early = 0, late = 0] = costs
    // A path of a map is at most two nodes of 16 slots longer.
    expect(late).toBeLessThan(early + 200)
    expect(late).toBeLessThan(2000)
  },
)

test('[O12] a late joiner gets at most 20 KB of 20 polls of all kinds with many votes', () => {
  const polls = Array.from({ length: 20 }, (_, i) => {
    const kind = POLL_KINDS[i % POLL_KINDS.length] ?? 'single'
    return { kind, id: `poll-${i}` }
  })
  const slide = slideWith(
    'ask',
    0,
    0,
    ...polls.map(({ kind, id }) => ({
      ...elementOf(kind),
      attributes: { ...elementOf(kind).attributes, id },
    })),
  )
  let state = talkWith(slide)
  for (const { kind, id } of polls) {
    state = host(state, 'open', id)
    for (let n = 0; n < 200; n++) state = done(vote(state, id, person(n), SAMPLE_VOTES[kind](n)))
  }
  const { change } = changesSince(state, 'poll', 0, 'audience')
  expect(JSON.stringify(change).length).toBeLessThan(20 * 1024)
})

test('[O13] hostile texts stay text of a limited length, and no word is taken for a property', () => {
  let text = openPoll('text')
  let words = openPoll('words')
  for (const [n, hostile] of hostileStrings().entries()) {
    for (const cast of [{ text: hostile.slice(0, 800) }]) {
      const answer = vote(text, 'text', person(n), cast)
      if (!('code' in answer)) text = answer
    }
    const answer = vote(words, 'words', person(n), {
      words: [hostile.slice(0, 120), '__proto__', 'constructor'],
    })
    if (!('code' in answer)) words = answer
  }
  const { polls } = viewPolls(words.poll, 'audience')
  const shown = new Map(polls[0]?.result?.words?.map(([word, count]) => [word, count]))
  expect(shown.get('__proto__')).toBe(polls[0]?.votes)
  expect(shown.get('constructor')).toBe(polls[0]?.votes)
  for (const [, { text: answer }] of text.poll.answers)
    expect(Array.from(answer).length).toBeLessThanOrEqual(200)
  const made = talkWith(slideWith('ask', 0, 0, pollElement('constructor', {}, ['__proto__', 'toString'])))
  const open = host(made, 'open', 'constructor')
  const voted = done(vote(open, 'constructor', person('__proto__'), { choice: [1] }))
  expect(voted.poll.polls[0]?.counts).toEqual([0, 1])
  expect(vote(open, '__proto__', person(1), { choice: [0] })).toMatchObject({ code: 'no-such-item' })
})
