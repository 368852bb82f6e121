/** The entries of a short talk in which everything happens, for reports and replays. */
import type { Entry, Event } from '../../protocol/event.ts'
import type { Asked } from '../../protocol/features/poll-asked.ts'

/** 2026-11-28, 14:00 UTC. */
export const BEGAN = Date.UTC(2026, 10, 28, 14)
/** The ids of two people. No report and no replay contains them. */
export const [ADA, BOB, EVE] = ['p-adaadaada', 'p-bobbobbob', 'p-eveeveeve']
/** In everything that nobody may see. */
export const CANARY = 'CANARY-5d21'

const SLIDES = [
  { id: 'hello', h: 0, v: 0, title: 'Hello', steps: 0 },
  { id: 'plan', h: 1, v: 0, title: 'The plan', steps: 2 },
  { id: 'end', h: 2, v: 0, title: 'The end', steps: 0 },
]
const LANGUAGES: Asked = {
  kind: 'single',
  question: 'Which language?',
  options: ['C', 'Rust'],
  results: 'hidden',
}
const WORDS: Asked = { kind: 'words', question: 'One word?', options: [], results: 'live', most: 3 }
const WHY: Asked = { kind: 'text', question: 'Why?', options: [], results: 'live' }
const START: Event = {
  type: 'quiz/started',
  question: 'capital',
  text: 'The capital of France?',
  options: ['Lyon', 'Paris'],
  right: [1],
  explanation: 'Since 987.',
  seconds: 20,
  points: 1000,
}

/** Who did what, and how many seconds after the step before. */
type Step = [seconds: number, by: string, event: Event]

const STEPS: Step[] = [
  [0, 'server', { type: 'talk/outlined', version: 'v1', slides: SLIDES }],
  [5, ADA, { type: 'chat/named', name: 'Ada' }],
  [1, ADA, { type: 'chat/said', text: 'Good morning' }],
  [1, BOB, { type: 'chat/said', text: '=1+1' }],
  [1, BOB, { type: 'chat/said', text: `${CANARY} hidden` }],
  [1, 'd-phone', { type: 'chat/hidden', message: 5, hidden: true }],
  [10, 'd-phone', { type: 'position/moved', h: 1, v: 0, f: -1 }],
  [30, 'server', { type: 'presence/counted', audience: 3 }],
  [10, 'd-phone', { type: 'position/moved', h: 1, v: 0, f: 0 }],
  [5, BOB, { type: 'pace/said', slide: 'plan', what: 'lost' }],
  [5, 'server', { type: 'reactions/counted', slides: [{ slide: 'plan', counts: { '👏': 4, '❤️': 1 } }] }],
  [5, ADA, { type: 'question/asked', text: 'How long?', name: 'Ada', tags: [], held: false }],
  [1, BOB, { type: 'question/asked', text: 'Is it free?', name: '', tags: [], held: false }],
  [1, BOB, { type: 'question/asked', text: `${CANARY} held`, name: '', tags: [], held: true }],
  [1, ADA, { type: 'question/asked', text: `${CANARY} deleted`, name: '', tags: [], held: false }],
  [1, 'd-phone', { type: 'question/deleted', question: 4 }],
  [1, EVE, { type: 'question/voted', question: 2, on: true }],
  [1, ADA, { type: 'question/voted', question: 2, on: true }],
  [9, 'd-phone', { type: 'question/replied', question: 2, text: 'Yes' }],
  [1, 'd-phone', { type: 'question/answered', question: 2, answered: true }],
  [5, 'd-phone', { type: 'poll/created', asked: LANGUAGES, open: true }],
  [1, ADA, { type: 'poll/voted', poll: 'made:21', vote: { choice: [1] } }],
  [1, BOB, { type: 'poll/voted', poll: 'made:21', vote: { choice: [1] } }],
  [1, EVE, { type: 'poll/voted', poll: 'made:21', vote: { choice: [0] } }],
  [5, 'd-phone', { type: 'poll/revealed', poll: 'made:21' }],
  [5, 'd-phone', { type: 'poll/created', asked: WORDS, open: true }],
  [1, ADA, { type: 'poll/voted', poll: 'made:26', vote: { words: ['fast'] } }],
  [1, EVE, { type: 'poll/voted', poll: 'made:26', vote: { words: ['fast', CANARY] } }],
  [5, 'd-phone', { type: 'poll/created', asked: WHY, open: true }],
  [1, ADA, { type: 'poll/voted', poll: 'made:29', vote: { text: 'It works' } }],
  [1, EVE, { type: 'poll/voted', poll: 'made:29', vote: { text: `${CANARY} muted` } }],
  [5, ADA, { type: 'quiz/joined', nickname: 'Lovelace' }],
  [1, EVE, { type: 'quiz/joined', nickname: `${CANARY} Eve` }],
  [1, 'd-phone', START],
  [2, ADA, { type: 'quiz/answered', options: [1] }],
  [2, BOB, { type: 'quiz/answered', options: [0] }],
  [2, EVE, { type: 'quiz/answered', options: [1] }],
  [2, 'd-phone', { type: 'quiz/revealed' }],
  [5, EVE, { type: 'chat/said', text: `${CANARY} before` }],
  [1, 'd-phone', { type: 'people/muted', person: EVE, kind: 'message', item: 39, muted: true }],
  [1, EVE, { type: 'chat/said', text: `${CANARY} after` }],
  [30, 'server', { type: 'presence/counted', audience: 12 }],
  [20, 'd-phone', { type: 'position/moved', h: 2, v: 0, f: -1 }],
  [40, 'd-phone', { type: 'talk/ended' }],
  [60, BOB, { type: 'chat/said', text: 'Thanks' }],
]

export function toldTalk(): Entry[] {
  let at = BEGAN
  return STEPS.map(([seconds, by, event], i) => {
    at += seconds * 1000
    return { seq: i + 1, at, by, id: `intent-${i + 1}`, event }
  })
}
