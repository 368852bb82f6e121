/** Answers the queries of browsers: one function for each query of the protocol. */
import type { Connection } from '../../protocol/exhibit.ts'
import { knownAs } from '../../protocol/features/chat-slice.ts'
import { chatBefore } from '../../protocol/features/chat-view.ts'
import { paceOf } from '../../protocol/features/pace.ts'
import { questionsBefore } from '../../protocol/features/questions-view.ts'
import { pastQuestion, playersFrom } from '../../protocol/features/quiz-past.ts'
import { pollAnswers } from '../../protocol/features/poll-view.ts'
import { parseQuery, type Answer, type Query, type QueryName } from '../../protocol/queries.ts'
import { MODERATORS } from '../../protocol/role.ts'
import { refusal, type Refusal } from '../../protocol/refusal.ts'
import { versions } from '../base/version.ts'
import type { Devices } from '../keys/devices.ts'
import type { Device } from '../keys/device-table.ts'
import type { Exhibits } from '../exhibits/exhibits.ts'
import type { Talk } from '../talk/talk.ts'
import type { Visitor } from '../admission/visitor.ts'

/** The browser that sent the query, and its talk. */
export interface Asker {
  talk: Talk
  visitor: Visitor
  /** As which the sender was admitted; null if it is not paired. */
  device: Device | null
  devices: Devices
  exhibits: Exhibits
  /** How the sender's own browser is connected. */
  connection: () => Connection
}

type Answered<N extends QueryName> = Answer<N> | Refusal
const answers: {
  [N in QueryName]: (query: Query<N>, asker: Asker) => Answered<N> | Promise<Answered<N>>
} = {
  'chat/before': ({ item }, { talk, visitor }) =>
    chatBefore(talk.state.chat, item, visitor.who.role === 'server' ? 'audience' : visitor.who.role),
  'chat/me': (_, { talk, visitor }) => knownAs(talk.state.chat, visitor.who.id),
  'chat/typing'({ on }, { exhibits, visitor }) {
    exhibits.typing.receive(on, visitor.who)
    return { ok: true }
  },
  react: ({ kind }, { exhibits, visitor }) => exhibits.reactions.receive(kind, visitor),
  'pace/mine': (_, { talk, visitor }) => ({ what: paceOf(talk.state, visitor.who.id) }),
  'question/before': ({ question }, { talk, visitor }) =>
    questionsBefore(talk.state.questions, question, visitor.who.role),
  'quiz/past': ({ question }, { talk, visitor }) =>
    pastQuestion(talk.state.quiz, question, visitor.who.id) ?? refusal('no-such-item'),
  'quiz/players': ({ from }, { talk, visitor }) =>
    MODERATORS.some((role) => role === visitor.who.role)
      ? playersFrom(talk.state.quiz, from)
      : refusal('forbidden'),
  'device/rename': ({ device, name }, asker) =>
    changeDevice(asker, ({ devices, talk }) => devices.rename(talk.id, device, name)),
  'device/revoke': ({ device }, asker) =>
    changeDevice(asker, ({ devices, talk, device: own }) =>
      // Who was paired with a talk's key cannot end what the server's key has paired.
      devices.revoke(talk.id, device, (other) => own?.talk === null || other.talk === own?.talk),
    ),
  'poll/answers': ({ poll, before }, { talk, visitor }) =>
    pollAnswers(talk.state.poll, poll, before, visitor.who.role) ?? refusal('no-such-item'),
  'exhibit/handshake': (_, { connection }) => connection(),
  'room/versions': () => versions(),
  'cycle/press': ({ kind }, { exhibits, visitor }) => exhibits.cycle.press(kind, visitor),
  'cycle/hang-up': ({ all }, { exhibits, visitor }) => exhibits.cycle.hangUp(all, visitor),
  'cycle/style': ({ style }, { exhibits, visitor }) => exhibits.cycle.setStyle(style, visitor),
  'sandbox/open': (query, { exhibits, visitor }) => exhibits.sandboxes.answer(query, visitor),
  'sandbox/move': (query, { exhibits, visitor }) => exhibits.sandboxes.answer(query, visitor),
  'sandbox/tilt': (query, { exhibits, visitor }) => exhibits.sandboxes.answer(query, visitor),
}

async function changeDevice(
  asker: Asker,
  change: (asker: Asker) => Promise<boolean>,
): Promise<{ ok: true } | Refusal> {
  if (asker.visitor.who.role !== 'presenter') return refusal('forbidden')
  try {
    return (await change(asker)) ? { ok: true } : refusal('no-such-item')
  } catch {
    // The disk is full or Redis is down; the store tries again.
    return refusal('unavailable')
  }
}

export function answerQuery(payload: unknown, asker: Asker): unknown {
  const query = parseQuery(payload)
  return 'code' in query ? query : answers[query.query](query as never, asker)
}
