/** Tests for the scripts of the simulated people: the same seed gives the same script, and each vote is valid. */
import { expect, test } from 'vitest'
import { POLL_KINDS } from '../../../protocol/features/poll-kinds.ts'
import { readAsked } from '../../../protocol/features/poll-asked.ts'
import { validVote } from '../../../protocol/features/poll-vote.ts'
import { randomOf } from './random.ts'
import { scriptsOf, type Step } from './script.ts'
import { voteFor } from './vote.ts'

function stepsOf(seed: number, person: number, count = 200): Step[] {
  const steps = scriptsOf({ people: 40, seed })[person]!.steps()
  return Array.from({ length: count }, () => steps.next().value)
}

const room = (seed: number, people = 40) =>
  scriptsOf({ people, seed }).map(({ name, joinMs }) => ({ name, joinMs }))

test('[H33] the same seed gives the same people and the same steps, another seed gives others', () => {
  expect(room(7)).toEqual(room(7))
  expect(room(7)).not.toEqual(room(8))
  for (const person of [0, 17, 39]) {
    expect(stepsOf(7, person)).toEqual(stepsOf(7, person))
    expect(stepsOf(7, person)).not.toEqual(stepsOf(8, person))
  }
  expect(stepsOf(7, 0)).not.toEqual(stepsOf(7, 1))
})

test('[H33] people come within three minutes, some of them at once, and each has another name', () => {
  const people = room(7, 100)
  expect(new Set(people.map(({ name }) => name)).size).toBe(100)
  expect(people.filter(({ joinMs }) => joinMs < 10_000).length).toBeGreaterThan(30)
  expect(people.every(({ joinMs }) => joinMs >= 0 && joinMs < 3 * 60_000)).toBe(true)
  expect(room(7, 0)).toEqual([])
})

test('[H33] they do everything that an audience does, and ask a question at most once', () => {
  const all = Array.from({ length: 40 }, (_, person) => stepsOf(7, person))
  const kinds = new Set(all.flat().map(({ act }) => act.do))
  expect([...kinds].toSorted()).toEqual(['ask', 'drop', 'pace', 'raise-hand', 'react', 'say', 'upvote'])
  expect(all.flat().every(({ afterMs }) => Number.isInteger(afterMs) && afterMs >= 0)).toBe(true)
  const asked = all.map((steps) => steps.filter(({ act }) => act.do === 'ask').length)
  expect(Math.max(...asked)).toBe(1)
  expect(asked.filter((count) => count === 1).length).toBe(16)
})

test.each(POLL_KINDS)('[H33] a vote in a poll of the kind “%s” is valid', (kind) => {
  const attributes = { kind, question: 'Which?', 'data-picture': 'a.png', 'data-targets': '#/a #/b #/c' }
  const asked = readAsked({ attributes, items: kind === 'yesno' ? [] : ['A', 'B', 'C'] })
  if (typeof asked === 'string') throw new Error(asked)
  for (let i = 0; i < 100; i++) expect(validVote(asked, voteFor(asked, randomOf(i)))).not.toBeNull()
  expect(voteFor(asked, randomOf(1))).toEqual(voteFor(asked, randomOf(1)))
})
