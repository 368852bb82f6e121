/** Every query that a browser may send, with its fields and its answer. Queries never enter the log. */
import * as v from 'valibot'
import type { CycleAnswer } from './cycle.ts'
import { MAX_DEVICE_NAME } from './device.ts'
import type { Connection } from './exhibit.ts'
import type { FieldsOf } from './feature.ts'
import type { Me } from './features/chat-slice.ts'
import type { ChatPage } from './features/chat-view.ts'
import type { EarlierQuestion, PlayersPage } from './features/quiz-past.ts'
import type { QuestionPage } from './features/questions-view.ts'
import type { Result } from './features/poll-result.ts'
import { positionSchema } from './features/position.ts'
import type { MyPace } from './pace.ts'
import { MAX_REACTION_LENGTH, type ReactAnswer } from './reactions.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Versions } from './room.ts'
import type { SandboxAnswer } from './sandbox.ts'
import { typed, type Typed } from './typed.ts'

interface QueryRule {
  fields: v.ObjectEntries
  answer: Typed<unknown>
}

/** Checks a query and keeps its exact type. */
// @__NO_SIDE_EFFECTS__
function query<Q extends QueryRule>(definition: Q): Q {
  return definition
}

const done = typed<{ ok: true }>()
const device = v.pipe(v.string(), v.minLength(1), v.maxLength(20))
const coordinate = v.pipe(v.number(), v.minValue(-1), v.maxValue(1))

export const queries = {
  /** The page of chat items before this one. */
  'chat/before': query({
    fields: { item: v.pipe(v.number(), v.integer(), v.minValue(1)) },
    answer: typed<ChatPage>(),
  }),
  /** The sender's own name in the chat. */
  'chat/me': query({ fields: {}, answer: typed<Me>() }),
  /** The sender is writing a message, or has stopped. */
  'chat/typing': query({ fields: { on: v.boolean() }, answer: done }),
  /** A reaction of the sender; `kind` is one that the deck offers. */
  react: query({
    fields: { kind: v.pipe(v.string(), v.maxLength(MAX_REACTION_LENGTH)) },
    answer: typed<ReactAnswer>(),
  }),
  /** What the sender has said about the pace on the current slide. */
  'pace/mine': query({ fields: {}, answer: typed<MyPace>() }),
  /** The page of questions before this one. */
  'question/before': query({
    fields: { question: v.pipe(v.number(), v.integer(), v.minValue(1)) },
    answer: typed<QuestionPage>(),
  }),
  /** A question of the quiz that was revealed before. */
  'quiz/past': query({
    fields: { question: v.pipe(v.string(), v.maxLength(100)) },
    answer: typed<EarlierQuestion>(),
  }),
  /** The players of the quiz after the first `from`; for presenters and moderators. */
  'quiz/players': query({
    fields: { from: v.pipe(v.number(), v.integer(), v.minValue(0)) },
    answer: typed<PlayersPage>(),
  }),
  /** Gives a paired device a name; for presenters. The device is named by its label in the signal `devices`. */
  'device/rename': query({
    fields: { device, name: v.pipe(v.string(), v.maxLength(4 * MAX_DEVICE_NAME)) },
    answer: done,
  }),
  /** Ends a device's pairing for good; for presenters. */
  'device/revoke': query({ fields: { device }, answer: done }),
  /** The page of a poll's open answers before this one. */
  'poll/answers': query({
    fields: {
      poll: v.pipe(v.string(), v.maxLength(100)),
      before: v.pipe(v.number(), v.integer(), v.minValue(1)),
    },
    answer: typed<Pick<Result, 'answers' | 'earlier'>>(),
  }),
  /** How the sender's own browser is connected; no browser can query another one. */
  'exhibit/handshake': query({ fields: {}, answer: typed<Connection>() }),
  /** What this talk runs on. */
  'room/versions': query({ fields: {}, answer: typed<Versions>() }),
  'cycle/press': query({
    fields: { kind: v.picklist(['http', 'websocket']) },
    answer: typed<CycleAnswer>(),
  }),
  /** Ends the sender's own request, served or waiting. `all` ends every connection; only a paired browser may use it. */
  'cycle/hang-up': query({ fields: { all: v.boolean() }, answer: done }),
  /** Replaces the worker by an event loop, or the other way round; for a paired browser. */
  'cycle/style': query({ fields: { style: v.picklist(['blocking', 'loop']) }, answer: done }),
  /** The sender's sandbox, which is opened if there is none. */
  'sandbox/open': query({ fields: {}, answer: typed<SandboxAnswer>() }),
  'sandbox/move': query({
    fields: { move: v.picklist(['next', 'prev']), from: positionSchema },
    answer: typed<SandboxAnswer>(),
  }),
  /** Where the dot is held. */
  'sandbox/tilt': query({ fields: { x: coordinate, y: coordinate }, answer: typed<SandboxAnswer>() }),
}
type Queries = typeof queries
export type QueryName = keyof Queries

/** What a browser sends: `query` is the name. */
export type Query<N extends QueryName = QueryName> = {
  [Q in N]: { query: Q } & FieldsOf<Queries[Q]['fields']>
}[N]
export type Answer<N extends QueryName> = Queries[N]['answer'] extends Typed<infer A> ? A : never

export const QUERY_NAMES = Object.keys(queries) as QueryName[]

const schemas = new Map<string, v.GenericSchema<unknown, Query>>(
  QUERY_NAMES.map((name) => {
    const schema: unknown = v.strictObject({ query: v.literal(name), ...queries[name].fields })
    return [name, schema as v.GenericSchema<unknown, Query>]
  }),
)

export function parseQuery(input: unknown): Query | Refusal {
  const name = typeof input === 'object' && input !== null && 'query' in input ? input.query : undefined
  const schema = typeof name === 'string' ? schemas.get(name) : undefined
  const result = schema && v.safeParse(schema, input)
  return result?.success ? result.output : refusal('malformed')
}
