import { expect, test } from 'vitest'
import { decide } from './decide.ts'
import { isEvent, type Event } from './event.ts'
import { INTENT_TYPES, INTENTS, parseIntent, type Intent } from './intent.ts'
import { REFUSAL_CODES } from './refusal.ts'
import { ROLES, SERVER, type Who } from './role.ts'
import { EMPTY, evolve, type State } from './state.ts'

const slides = [
  { id: 'a', h: 0, v: 0, title: 'A', steps: 0 },
  { id: 'b', h: 1, v: 0, title: 'B', steps: 1 },
]
const SAMPLES: Record<Intent['type'], Intent> = {
  'position/next': { id: 'intent-01', type: 'position/next', from: { h: 0, v: 0, f: -1 } },
  'position/prev': { id: 'intent-02', type: 'position/prev', from: { h: 0, v: 0, f: -1 } },
  'position/goto': { id: 'intent-03', type: 'position/goto', to: { h: 1, v: 0, f: -1 } },
  'driver/take': { id: 'intent-14', type: 'driver/take' },
  'driver/request': { id: 'intent-22', type: 'driver/request' },
  'driver/hand-over': { id: 'intent-23', type: 'driver/hand-over', to: 'abcdef' },
  'screen/blank': { id: 'intent-04', type: 'screen/blank', blanked: true },
  'screen/join': { id: 'intent-05', type: 'screen/join', shown: true },
  'clock/restart': { id: 'intent-06', type: 'clock/restart' },
  'chat/say': { id: 'intent-10', type: 'chat/say', text: 'Hello' },
  'chat/name': { id: 'intent-11', type: 'chat/name', name: 'Ada' },
  'chat/limit': { id: 'intent-18', type: 'chat/limit', open: false, slow: 0 },
  'chat/reset-name': { id: 'intent-19', type: 'chat/reset-name', message: 1 },
  'chat/hide': { id: 'intent-12', type: 'chat/hide', message: 1, hidden: true },
  'posts/blank': { id: 'intent-13', type: 'posts/blank', blanked: true },
  'posts/hold': { id: 'intent-14', type: 'posts/hold', held: true },
  'posts/replace': { id: 'intent-15', type: 'posts/replace', recording: true },
  'posts/review': { id: 'intent-16', type: 'posts/review', posts: ['p1'], shown: true },
  'hand/raise': { id: 'intent-20', type: 'hand/raise' },
  'people/mute': { id: 'intent-24', type: 'people/mute', kind: 'message', item: 1, muted: true },
  'people/close': { id: 'intent-25', type: 'people/close', closed: true },
  'panic/set': { id: 'intent-21', type: 'panic/set', on: true },
  'spotlight/show': { id: 'intent-21', type: 'spotlight/show', kind: 'question', item: '1' },
  'spotlight/clear': { id: 'intent-22', type: 'spotlight/clear' },
  'hand/lower': { id: 'intent-21', type: 'hand/lower' },
  'hand/lower-all': { id: 'intent-22', type: 'hand/lower-all' },
  'pace/say': { id: 'intent-23', type: 'pace/say', what: 'lost' },
  'reactions/count': {
    id: 'intent-24',
    type: 'reactions/count',
    slides: [{ slide: 'a', counts: { '👏': 3 } }],
  },
  'map/keep': {
    id: 'intent-40',
    type: 'map/keep',
    posts: [{ at: 1, author: 'Ada', text: 'Hi', place: 'Oslo', longitude: 10.75, latitude: 59.91 }],
    rate: 1,
    feed: { name: 'recording', state: 'live' },
  },
  'quiz/start': { id: 'intent-30', type: 'quiz/start', question: 'capital' },
  'quiz/close': { id: 'intent-31', type: 'quiz/close', question: 'capital' },
  'quiz/reveal': { id: 'intent-32', type: 'quiz/reveal', question: 'capital' },
  'quiz/reset': { id: 'intent-33', type: 'quiz/reset' },
  'quiz/reset-name': { id: 'intent-34', type: 'quiz/reset-name', player: 1 },
  'quiz/join': { id: 'intent-35', type: 'quiz/join', nickname: 'Ada' },
  'quiz/answer': { id: 'intent-36', type: 'quiz/answer', question: 'capital', options: [0] },
  'question/ask': { id: 'intent-30', type: 'question/ask', text: 'How long does it take?' },
  'question/vote': { id: 'intent-31', type: 'question/vote', question: 1, on: true },
  'question/withdraw': { id: 'intent-32', type: 'question/withdraw', question: 1 },
  'question/show': { id: 'intent-33', type: 'question/show', question: 1, shown: true },
  'question/answer': { id: 'intent-34', type: 'question/answer', question: 1, answered: true },
  'question/reply': { id: 'intent-35', type: 'question/reply', question: 1, text: 'A minute' },
  'question/tag': { id: 'intent-36', type: 'question/tag', question: 1, tags: ['later'] },
  'question/delete': { id: 'intent-37', type: 'question/delete', question: 1 },
  'question/mode': { id: 'intent-38', type: 'question/mode', mode: 'closed' },
  'question/tags': { id: 'intent-39', type: 'question/tags', tags: ['later'] },
  'poll/create': {
    id: 'intent-21',
    type: 'poll/create',
    kind: 'yesno',
    question: 'Again?',
    options: [],
    results: 'live',
    open: true,
  },
  'poll/open': { id: 'intent-22', type: 'poll/open', poll: 'lang' },
  'poll/close': { id: 'intent-23', type: 'poll/close', poll: 'lang' },
  'poll/reveal': { id: 'intent-24', type: 'poll/reveal', poll: 'lang' },
  'poll/hide': { id: 'intent-25', type: 'poll/hide', poll: 'lang' },
  'poll/reset': { id: 'intent-26', type: 'poll/reset', poll: 'lang' },
  'poll/again': { id: 'intent-27', type: 'poll/again', poll: 'lang' },
  'poll/vote': { id: 'intent-28', type: 'poll/vote', poll: 'lang', ballot: 1, vote: { choice: [0] } },
  'poll/hide-answer': { id: 'intent-29', type: 'poll/hide-answer', poll: 'lang', item: 1, hidden: true },
  'presence/count': { id: 'intent-38', type: 'presence/count', audience: 12 },
  'talk/outline': { id: 'intent-07', type: 'talk/outline', version: 'v1', slides },
  'talk/end': { id: 'intent-08', type: 'talk/end' },
  'talk/reopen': { id: 'intent-09', type: 'talk/reopen' },
  'run/close': { id: 'intent-run', type: 'run/close', run: 1 },
  'run/rehearse': { id: 'intent-rehearse', type: 'run/rehearse' },
  'run/measure': { id: 'intent-measure', type: 'run/measure', run: 1, slides: [] },
}
const presenter: Who = { role: 'presenter', paired: true, id: 'device-1' }

function after(...events: Event[]): State {
  return events.reduce(
    (state, event) => evolve(state, { seq: state.seq + 1, at: 1000, by: 'device-1', id: 'x', event }),
    EMPTY,
  )
}
const open = after({ type: 'talk/outlined', version: 'v1', slides })

test('[G3] every intent has a valid sample, and every sample is in the table', () => {
  expect(Object.keys(SAMPLES).toSorted()).toEqual(INTENT_TYPES.toSorted())
  for (const intent of Object.values(SAMPLES)) expect(parseIntent(intent)).toEqual(intent)
})

test.each(INTENT_TYPES)(
  '[G3] %s is refused for every role without the right, and for unpaired browsers',
  (type) => {
    for (const role of ROLES) {
      const isForbidden = (paired: boolean): boolean => {
        const answer = decide(open, SAMPLES[type], { role, paired, id: 'someone' }, 0)
        return 'code' in answer && answer.code === 'forbidden'
      }
      expect(isForbidden(true)).toBe(!INTENTS[type].who.includes(role))
      // Only intents of the whole audience need no pairing.
      expect(isForbidden(false)).toBe(role !== 'audience' || !INTENTS[type].who.includes('audience'))
    }
  },
)

test('[G3] the audience may not send any intent of the presenter', () => {
  const audience = INTENT_TYPES.filter((type) => INTENTS[type].who.includes('audience'))
  expect(audience).toEqual([
    'chat/say',
    'chat/name',
    'hand/raise',
    'hand/lower',
    'pace/say',
    'quiz/join',
    'quiz/answer',
    'question/ask',
    'question/vote',
    'question/withdraw',
    'poll/vote',
  ])
})

test.each([
  [null, 'malformed'],
  [42, 'malformed'],
  [[], 'malformed'],
  [{ type: 'position/next' }, 'malformed'],
  [{ ...SAMPLES['position/next'], from: { h: Number.NaN, v: 0, f: 0 } }, 'malformed'],
  [{ ...SAMPLES['position/next'], extra: 1 }, 'malformed'],
  [{ ...SAMPLES['position/next'], id: 'short' }, 'malformed'],
  [{ id: 'intent-01', type: 'poll/rig' }, 'unknown'],
  [{ id: 'intent-01', type: 'constructor' }, 'unknown'],
  [{ id: 'intent-01', type: '__proto__' }, 'unknown'],
])('[G2] %j is refused as %s', (input, code) => {
  expect(parseIntent(input)).toMatchObject({ code })
  expect(REFUSAL_CODES).toContain(code)
})

test('[T7] a move shows a blanked screen again and closes the join overlay', () => {
  const covered = evolve(open, {
    seq: 2,
    at: 1,
    by: 'd',
    id: 'i',
    event: { type: 'screen/blanked', blanked: true },
  })
  const moved = evolve(covered, {
    seq: 3,
    at: 1,
    by: 'd',
    id: 'j',
    event: { type: 'position/moved', h: 1, v: 0, f: -1 },
  })
  expect(moved.screen).toEqual({ blanked: false, join: false })
  expect(moved.changed).toMatchObject({ screen: 3, position: 3 })
})

test('[T9] the clock starts at the first move, keeps that time, and can be restarted by hand', () => {
  const moved = { type: 'position/moved', h: 1, v: 0, f: -1 } as const
  const first = evolve(open, { seq: 2, at: 5000, by: 'd', id: 'i', event: moved })
  const second = evolve(first, { seq: 3, at: 9000, by: 'd', id: 'j', event: { ...moved, f: 0 } })
  expect(second.clock).toEqual({ startedAt: 5000 })
  const restarted = evolve(second, { seq: 4, at: 9500, by: 'd', id: 'k', event: { type: 'clock/restarted' } })
  expect(restarted.clock).toEqual({ startedAt: 9500 })
})

test('[T9] in a rehearsal, the clock starts when the rehearsal begins', () => {
  const begun = evolve(open, { seq: 2, at: 4000, by: 's', id: 'i', event: { type: 'run/rehearsal-begun' } })
  const moved = { type: 'position/moved', h: 1, v: 0, f: -1 } as const
  const state = evolve(begun, { seq: 3, at: 9000, by: 'd', id: 'j', event: moved })
  expect(state.clock).toEqual({ startedAt: 4000 })
  expect(state.changed.clock).toBe(2)
})

test('[T10] a talk that is over refuses moves until it is reopened', () => {
  const over = evolve(open, { seq: 2, at: 1, by: 'd', id: 'i', event: { type: 'talk/ended' } })
  expect(decide(over, SAMPLES['position/next'], presenter, 0)).toMatchObject({ code: 'talk-over' })
  const reopened = evolve(over, { seq: 3, at: 1, by: 'd', id: 'j', event: { type: 'talk/reopened' } })
  expect(decide(reopened, SAMPLES['position/next'], presenter, 0)).toContainEqual({
    type: 'position/moved',
    h: 1,
    v: 0,
    f: -1,
  })
})

test('[T12] an event of a later version changes nothing except the number', () => {
  const later = { type: 'hologram/shown' } as unknown as Event
  expect(evolve(open, { seq: 2, at: 1, by: 'd', id: 'i', event: later })).toEqual({ ...open, seq: 2 })
})

test('[T1] an intent whose effect is already there is accepted and adds no entry', () => {
  expect(decide(open, { ...SAMPLES['screen/blank'], blanked: false } as Intent, presenter, 0)).toEqual([])
  expect(decide(open, SAMPLES['talk/outline'], SERVER, 0)).toEqual([])
})

test('[T38] an outline of the same version with other private content is another outline', () => {
  const elements = [{ name: 'live-quiz', attributes: {}, private: { attributes: { right: '2' } } }]
  const changed = slides.map((slide) => ({ ...slide, elements }))
  const intent = { id: 'intent-20', type: 'talk/outline', version: 'v1', slides: changed } as const
  expect(decide(open, intent, SERVER, 0)).toEqual([{ type: 'talk/outlined', version: 'v1', slides: changed }])
})

test('[T38] the talk keeps the elements of its outline', () => {
  const elements = [{ name: 'live-map', attributes: { region: 'us' } }]
  const outline = slides.map((slide) => ({ ...slide, elements }))
  const intent = { id: 'intent-20', type: 'talk/outline', version: 'v2', slides: outline } as const
  expect(parseIntent(intent)).toEqual(intent)
  const events = decide(open, intent, SERVER, 0) as Event[]
  expect(events.every(isEvent)).toBe(true)
  const outlined = events.reduce(
    (state, event) => evolve(state, { seq: 2, at: 1, by: 's', id: 'i', event }),
    open,
  )
  expect(outlined.talk.outline).toEqual(outline)
})
