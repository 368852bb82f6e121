/** Polls for tests: decks with polls, a talk as a fold, and votes by made-up people. */
import type { OutlineElement, OutlineSlide } from '../../protocol/deck.ts'
import { decide } from '../../protocol/decide.ts'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import type { Vote } from '../../protocol/features/poll-vote.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import type { Who } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'

export const HOST: Who = { role: 'presenter', paired: true, id: 'device-host' }

export function person(name: string | number): Who {
  return { role: 'audience', paired: false, id: `participant-${name}` }
}

/** A `live-poll` as the compiler puts it into the outline. */
export function pollElement(
  id: string,
  attributes: Record<string, string> = {},
  items: string[] = ['Tabs', 'Spaces', 'Both'],
): OutlineElement {
  return { name: 'live-poll', attributes: { id, ...attributes }, text: 'Which one?', items }
}

export function slideWith(id: string, h: number, steps: number, ...elements: OutlineElement[]): OutlineSlide {
  return { id, h, v: 0, title: id, steps, elements }
}

/** A talk with these slides, on the first one. */
export function talkWith(...slides: OutlineSlide[]): State {
  return { ...EMPTY, talk: { ...EMPTY.talk, version: 'v1', outline: slides } }
}

/** The state after the intent, or its refusal. */
export function act(state: State, intent: Intent, who: Who): State | Refusal {
  const decided = decide(state, intent, who, 0)
  if (!Array.isArray(decided)) return decided
  return decided.reduce(
    (now, event) => evolve(now, { seq: now.seq + 1, at: 1, by: who.id, id: intent.id, event }),
    state,
  )
}

/** Fails for a refusal. */
export function done(result: State | Refusal): State {
  if ('code' in result) throw new Error(`Refused as ${result.code}.`)
  return result
}

let ids = 0

/** The host controls a poll: `host(state, 'open', 'lang')`. */
export function host(
  state: State,
  action: 'open' | 'close' | 'reveal' | 'hide' | 'reset' | 'again',
  poll: string,
): State {
  return done(act(state, { id: `host-intent-${++ids}`, type: `poll/${action}`, poll }, HOST))
}

/** A vote in the current ballot. */
export function vote(state: State, poll: string, who: Who, cast: Vote): State | Refusal {
  const ballot = state.poll.polls.find(({ id }) => id === poll)?.ballot ?? 0
  return act(state, { id: `vote-intent-${++ids}`, type: 'poll/vote', poll, ballot, vote: cast }, who)
}

export function countsIn(state: State, poll: string): readonly number[] | undefined {
  return state.poll.polls.find(({ id }) => id === poll)?.counts
}

/** A valid vote of each kind, on three options, for a number. */
export const SAMPLE_VOTES: Record<PollKind, (n: number) => Vote> = {
  single: (n) => ({ choice: [n % 3] }),
  multiple: (n) => ({ choice: n % 2 ? [0, 2] : [n % 3] }),
  yesno: (n) => ({ choice: [n % 2] }),
  scale: (n) => ({ choice: [n % 5] }),
  estimate: (n) => ({ number: n % 101 }),
  ranking: (n) => ({ choice: n % 2 ? [2, 0, 1] : [0, 1, 2] }),
  text: (n) => ({ text: `Answer ${n}` }),
  words: (n) => ({ words: [`word ${n % 50}`, 'Socket'] }),
  points: (n) => ({ points: n % 2 ? [50, 25, 25] : [0, 0, 100] }),
  place: (n) => ({ x: (n % 10) / 10, y: (n % 8) / 8 }),
  path: (n) => ({ choice: [n % 3] }),
}

/** The element of each kind, as a deck has it. */
export function elementOf(kind: PollKind, more: Record<string, string> = {}): OutlineElement {
  const own: Partial<Record<PollKind, Record<string, string>>> = {
    place: { 'data-picture': 'img/map.png', 'data-alt': 'A map' },
    path: { 'data-targets': 'a b c' },
  }
  const options = ['yesno', 'scale', 'estimate', 'text', 'words', 'place'].includes(kind) ? [] : undefined
  return pollElement(kind, { kind, ...own[kind], ...more }, options)
}

/** The same numbers for the same seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export function shuffled<T>(values: readonly T[], below: (most: number) => number): T[] {
  const all = values.slice()
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}
