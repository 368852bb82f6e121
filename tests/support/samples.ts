/** One valid message of every kind that a browser may send. */
import type { Intent, IntentType } from '../../protocol/intent.ts'
import { newIntentId } from './people.ts'

const START = { h: 0, v: 0, f: -1 }

/** A valid one of each type, with its own id: an intent without a row here does not compile. */
export function sampleIntent(type: IntentType): Intent {
  const id = newIntentId()
  const slides = [{ id: 'a', h: 0, v: 0, title: 'A', steps: 0 }]
  const samples: Record<IntentType, Intent> = {
    'position/next': { id, type: 'position/next', from: START },
    'position/prev': { id, type: 'position/prev', from: START },
    'position/goto': { id, type: 'position/goto', to: { h: 3, v: 0, f: -1 } },
    'driver/take': { id, type: 'driver/take' },
    'driver/request': { id, type: 'driver/request' },
    'driver/hand-over': { id, type: 'driver/hand-over', to: 'abcdef' },
    'screen/blank': { id, type: 'screen/blank', blanked: true },
    'screen/join': { id, type: 'screen/join', shown: true },
    'clock/restart': { id, type: 'clock/restart' },
    'chat/say': { id, type: 'chat/say', text: 'Hello' },
    'chat/name': { id, type: 'chat/name', name: 'Ada' },
    'chat/hide': { id, type: 'chat/hide', message: 1, hidden: true },
    'chat/reset-name': { id, type: 'chat/reset-name', message: 1 },
    'chat/limit': { id, type: 'chat/limit', open: true, slow: 10 },
    'posts/blank': { id, type: 'posts/blank', blanked: true },
    'posts/hold': { id, type: 'posts/hold', held: true },
    'posts/replace': { id, type: 'posts/replace', recording: true },
    'posts/review': { id, type: 'posts/review', posts: ['p1'], shown: true },
    'hand/raise': { id, type: 'hand/raise' },
    'people/mute': { id, type: 'people/mute', kind: 'message', item: 1, muted: true },
    'people/close': { id, type: 'people/close', closed: true },
    'panic/set': { id, type: 'panic/set', on: true },
    'spotlight/show': { id, type: 'spotlight/show', kind: 'question', item: '1' },
    'spotlight/clear': { id, type: 'spotlight/clear' },
    'hand/lower': { id, type: 'hand/lower' },
    'hand/lower-all': { id, type: 'hand/lower-all' },
    'pace/say': { id, type: 'pace/say', what: 'lost' },
    'reactions/count': { id, type: 'reactions/count', slides: [{ slide: 'a', counts: { '👏': 3 } }] },
    'quiz/start': { id, type: 'quiz/start', question: 'capital' },
    'quiz/close': { id, type: 'quiz/close', question: 'capital' },
    'quiz/reveal': { id, type: 'quiz/reveal', question: 'capital' },
    'quiz/reset': { id, type: 'quiz/reset' },
    'quiz/reset-name': { id, type: 'quiz/reset-name', player: 1 },
    'quiz/join': { id, type: 'quiz/join', nickname: 'Ada' },
    'quiz/answer': { id, type: 'quiz/answer', question: 'capital', options: [0] },
    'question/ask': { id, type: 'question/ask', text: 'How long does it take?' },
    'question/vote': { id, type: 'question/vote', question: 1, on: true },
    'question/withdraw': { id, type: 'question/withdraw', question: 1 },
    'question/show': { id, type: 'question/show', question: 1, shown: true },
    'question/answer': { id, type: 'question/answer', question: 1, answered: true },
    'question/reply': { id, type: 'question/reply', question: 1, text: 'A minute' },
    'question/tag': { id, type: 'question/tag', question: 1, tags: ['later'] },
    'question/delete': { id, type: 'question/delete', question: 1 },
    'question/mode': { id, type: 'question/mode', mode: 'closed' },
    'question/tags': { id, type: 'question/tags', tags: ['later'] },
    'poll/create': {
      id,
      type: 'poll/create',
      kind: 'yesno',
      question: 'Again?',
      options: [],
      results: 'live',
      open: true,
    },
    'poll/open': { id, type: 'poll/open', poll: 'lang' },
    'poll/close': { id, type: 'poll/close', poll: 'lang' },
    'poll/reveal': { id, type: 'poll/reveal', poll: 'lang' },
    'poll/hide': { id, type: 'poll/hide', poll: 'lang' },
    'poll/reset': { id, type: 'poll/reset', poll: 'lang' },
    'poll/again': { id, type: 'poll/again', poll: 'lang' },
    'poll/vote': { id, type: 'poll/vote', poll: 'lang', ballot: 1, vote: { choice: [0] } },
    'poll/hide-answer': { id, type: 'poll/hide-answer', poll: 'lang', item: 1, hidden: true },
    'presence/count': { id, type: 'presence/count', audience: 12 },
    'talk/outline': { id, type: 'talk/outline', version: 'forged', slides },
    'talk/end': { id, type: 'talk/end' },
    'talk/reopen': { id, type: 'talk/reopen' },
    'run/close': { id, type: 'run/close', run: 1 },
  }
  return samples[type]
}

/** A valid sample of each query of the demos. */
export const SAMPLE_QUERIES: ({ query: string } & Record<string, unknown>)[] = [
  { query: 'chat/me' },
  { query: 'chat/before', item: 5 },
  { query: 'react', kind: '👏' },
  { query: 'pace/mine' },
  { query: 'question/before', question: 5 },
  { query: 'poll/answers', poll: 'lang', before: 5 },
  { query: 'exhibit/handshake' },
  { query: 'room/versions' },
  { query: 'cycle/press', kind: 'http' },
  { query: 'cycle/hang-up', all: false },
  { query: 'cycle/style', style: 'loop' },
  { query: 'sandbox/open' },
  { query: 'sandbox/move', move: 'next', from: START },
  { query: 'sandbox/tilt', x: 0.5, y: 0.5 },
]
