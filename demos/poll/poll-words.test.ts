import { expect, test } from 'vitest'
import type { PollView } from '../../protocol/features/poll-view.ts'
import { refusal } from '../../protocol/refusal.ts'
import { roomWords, statusWords } from './poll-words.ts'

const poll: PollView = {
  id: 'p',
  asked: { kind: 'yesno', question: 'Ready?', options: ['Yes', 'No'], results: 'hidden' },
  open: true,
  shown: false,
  ballot: 1,
  round: 1,
  votes: 1204,
  openedAt: 1,
  result: null,
  before: null,
}

test('[O14] the line below a poll says where the vote is', () => {
  expect(statusWords(undefined, { state: 'none' }, 'Tap.')).toBe('This poll is not open yet.')
  expect(statusWords(poll, { state: 'none' }, 'Tap.')).toBe('Tap.')
  expect(statusWords(poll, { state: 'counted' }, '')).toBe('Your vote counts. You can change it.')
  expect(statusWords(poll, { state: 'pending', live: true }, '')).toBe('Sending your vote…')
  expect(statusWords(poll, { state: 'pending', live: false }, '')).toBe(
    'Your vote is sent when the connection is back.',
  )
  const refused = (code: 'closed' | 'no-cookie' | 'malformed') =>
    statusWords(poll, { state: 'refused', refusal: refusal(code) }, '')
  expect(refused('closed')).toBe('Your vote was too late: the poll is closed.')
  expect(refused('no-cookie')).toContain('no cookie')
  expect(refused('malformed')).toContain('Try again')
  const closed = { ...poll, open: false }
  expect(statusWords(closed, { state: 'counted' }, '')).toBe(
    'The poll is closed. The results are not shown yet.',
  )
  expect(statusWords({ ...closed, shown: true }, { state: 'none' }, '')).toBe('The poll is closed.')
})

test('[O14] the room sees the number of votes, of both rounds', () => {
  expect(roomWords(undefined, false)).toBe('Voting has not started yet.')
  expect(roomWords(poll, false)).toBe('1,204 votes')
  const second = { ...poll, round: 2, votes: 1, open: false, before: { votes: 1204, result: {} } }
  expect(roomWords(second, false)).toBe('1 vote in round 2, 1,204 votes before · closed')
  expect(roomWords(second, true)).toBe('1 vote in round 2, 1,204 votes before')
})
