import { expect, test } from 'vitest'
import type { PollView } from '../../protocol/features/poll-view.ts'
import { nextAction, pollsWords, pollWords, type KnownPoll } from './poll-card-words.ts'

const asked: KnownPoll['asked'] = {
  kind: 'yesno',
  question: 'Ready?',
  options: ['Yes', 'No'],
  results: 'hidden',
}
const view: PollView = {
  id: 'p',
  asked,
  open: true,
  shown: false,
  ballot: 1,
  round: 1,
  votes: 2,
  openedAt: 1,
  result: { counts: [1, 1] },
  before: null,
}

test('[O15] the main button opens, closes, and shows the results, in this order', () => {
  expect(nextAction(undefined)).toBe('open')
  expect(nextAction(view)).toBe('close')
  expect(nextAction({ ...view, open: false })).toBe('reveal')
  expect(nextAction({ ...view, open: false, shown: true })).toBe('open')
  expect(nextAction({ ...view, open: false, votes: 0 })).toBe('open')
})

test('[O15] the sheet says where a poll is, of which kind, and how it stands', () => {
  expect(pollWords({ id: 'p', asked, slide: 4 })).toBe('Slide 4 · Yes or no · not opened yet')
  expect(pollWords({ id: 'p', asked, view })).toBe('Made here · Yes or no · open, 2 votes, results hidden')
  const second = { ...view, open: false, shown: true, votes: 1, round: 2 }
  expect(pollWords({ id: 'p', asked, slide: 4, view: second })).toBe(
    'Slide 4 · Yes or no · closed, 1 vote, round 2, results shown',
  )
})

test('[O15] the line below the button of the sheet names the open poll', () => {
  const poll: KnownPoll = { id: 'p', asked, slide: 4 }
  expect(pollsWords([])).toBe('make one in seconds')
  expect(pollsWords([poll])).toBe('1 poll')
  expect(pollsWords([poll, { ...poll, view }])).toBe('“Ready?” is open')
  expect(
    pollsWords([
      { ...poll, view },
      { ...poll, view },
    ]),
  ).toBe('2 are open')
})
