/** The audience's questions: who may ask, vote, moderate and reply, and when. */
import * as v from 'valibot'
import { feature, type IntentOf, type Intents } from '../feature.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES, type Role, type Who } from '../role.ts'
import { cleanText } from '../text.ts'
import { GUEST } from './chat-item.ts'
import { looksLikeSpeaker } from './chat-names.ts'
import { nameOf, speakersOf, type Chat } from './chat-slice.ts'
import { isMuted, type People } from './people.ts'
import { foldQuestions, questionEvents, type QuestionEvent } from './questions-fold.ts'
import { reportQuestions } from './questions-report.ts'
import {
  hasVoted,
  MAX_HELD,
  MAX_QUESTION,
  MAX_REPLY,
  MAX_TAG,
  MAX_TAGS,
  NO_QUESTIONS,
  QUESTION_MODES,
  questionNumbered,
  type Questions,
} from './questions-slice.ts'
import { questionChanges, viewQuestions } from './questions-view.ts'

const question = v.pipe(v.number(), v.integer(), v.minValue(1))
const text = v.pipe(v.string(), v.maxLength(4000))
const tagList = v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(2 * MAX_TAGS))

const AUDIENCE: readonly Role[] = ['audience']

const intents = {
  /** `named`: under the sender's name in the chat. */
  'question/ask': {
    who: AUDIENCE,
    fields: { text, tags: v.optional(tagList), named: v.optional(v.boolean()) },
  },
  /** `on` false takes the vote back. */
  'question/vote': { who: AUDIENCE, fields: { question, on: v.boolean() } },
  'question/withdraw': { who: AUDIENCE, fields: { question } },
  /** Also approves one that is held, or rejects it. */
  'question/show': { who: MODERATORS, fields: { question, shown: v.boolean() } },
  'question/answer': { who: MODERATORS, fields: { question, answered: v.boolean() } },
  /** An empty text removes the reply. */
  'question/reply': { who: MODERATORS, fields: { question, text } },
  'question/tag': { who: MODERATORS, fields: { question, tags: tagList } },
  'question/delete': { who: MODERATORS, fields: { question } },
  'question/mode': { who: MODERATORS, fields: { mode: v.picklist(QUESTION_MODES) } },
  /** The tags that the room may use. */
  'question/tags': { who: MODERATORS, fields: { tags: tagList } },
} satisfies Intents
type QuestionIntent = IntentOf<typeof intents>

/** A full queue is a matter of minutes. */
const QUEUE_RETRY_MS = 30_000

export interface Reads {
  questions: Questions
  chat: Chat
  people: Pick<People, 'muted'>
}

export const questions = feature({
  empty: NO_QUESTIONS,
  intents,
  events: questionEvents,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide: (state: Reads, intent, who) => decideQuestion(state, intent, who),
  evolve: foldQuestions,
  view: viewQuestions,
  changes: questionChanges,
  own: ({ people }, actor) => people.get(actor),
  report: reportQuestions,
})

function decideQuestion(state: Reads, intent: QuestionIntent, who: Who): QuestionEvent[] | Refusal {
  const { questions: slice } = state
  if (intent.type === 'question/ask') return decideAsk(state, intent, who)
  if (intent.type === 'question/mode')
    return slice.mode === intent.mode ? [] : [{ type: 'question/mode-set', mode: intent.mode }]
  if (intent.type !== 'question/tags') return decideAbout(slice, intent, who)
  const chosen = [...new Set(intent.tags.map((tag) => cleanText(tag, MAX_TAG)))]
  const tags = chosen.filter((tag) => tag !== '').slice(0, MAX_TAGS)
  return sameTags(tags, slice.tags) ? [] : [{ type: 'question/tags-set', tags }]
}

function decideAsk(
  { questions: slice, chat, people }: Reads,
  intent: Extract<QuestionIntent, { type: 'question/ask' }>,
  who: Who,
): QuestionEvent[] | Refusal {
  const clean = cleanText(intent.text, MAX_QUESTION)
  if (clean === '') return refusal('malformed')
  // A script without cookies would be a new person each time.
  if (who.passing) return refusal('no-cookie')
  if (slice.mode === 'closed') return refusal('closed')
  // A muted participant is not told: their question waits for approval.
  const held = slice.mode === 'approve-first' || isMuted(people, who.id)
  if (held && slice.held.length >= MAX_HELD) return refusal('rate-limited', QUEUE_RETRY_MS)
  const known = intent.named ? nameOf(chat, who.id) : GUEST
  const name = known === GUEST ? '' : known
  if (!who.paired && name !== '' && looksLikeSpeaker(name, speakersOf(chat))) return refusal('name-taken')
  const asked = { text: clean, name, tags: usable(slice, intent.tags ?? []), held }
  const paired = who.paired && name !== '' ? { paired: true as const } : {}
  return [{ type: 'question/asked', ...asked, ...paired }]
}

type About = Exclude<QuestionIntent, { type: 'question/ask' | 'question/mode' | 'question/tags' }>

/** An intent whose effect is already there is accepted and changes nothing. */
function decideAbout(slice: Questions, intent: About, who: Who): QuestionEvent[] | Refusal {
  const number = intent.question
  if (who.passing) return refusal('no-cookie')
  if (intent.type === 'question/withdraw' || intent.type === 'question/delete') {
    const item = slice.items.at(number - 1)
    if (!item) return refusal('no-such-item')
    if (intent.type === 'question/withdraw' && item.by !== who.id) return refusal('forbidden')
    if (item.state === 'gone') return []
    const type = intent.type === 'question/withdraw' ? 'question/withdrawn' : 'question/deleted'
    return [{ type, question: number }]
  }
  const known = questionNumbered(slice, number)
  if (!known) return refusal('no-such-item')
  switch (intent.type) {
    case 'question/vote':
      if (known.state !== 'shown') return refusal('no-such-item')
      if (slice.mode === 'closed') return refusal('closed')
      if (hasVoted(slice, number, who.id) === intent.on) return []
      return [{ type: 'question/voted', question: number, on: intent.on }]
    case 'question/show':
      if (known.state === (intent.shown ? 'shown' : 'hidden')) return []
      return [{ type: 'question/shown', question: number, shown: intent.shown }]
    case 'question/answer':
      if (known.answered === intent.answered) return []
      return [{ type: 'question/answered', question: number, answered: intent.answered }]
    case 'question/reply': {
      const reply = cleanText(intent.text, MAX_REPLY)
      return known.reply === reply ? [] : [{ type: 'question/replied', question: number, text: reply }]
    }
    case 'question/tag': {
      const chosen = usable(slice, intent.tags)
      return sameTags(known.tags, chosen) ? [] : [{ type: 'question/tagged', question: number, tags: chosen }]
    }
  }
}

/** Of these tags, the ones that the room may use, in the room's order. */
function usable(slice: Questions, wanted: readonly string[]): string[] {
  return slice.tags.filter((tag) => wanted.includes(tag))
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((tag, i) => tag === b[i])
}
