/** What the demos may ask beside intents: a table of questions, each with its schema and its answer. */
import * as v from 'valibot'
import type { Connection } from '../protocol/exhibit.ts'
import { knownAs } from '../protocol/features/chat.ts'
import { chatBefore } from '../protocol/features/chat-news.ts'
import { refusal } from '../protocol/refusal.ts'
import { cycleAsks } from './cycle.ts'
import { versions } from './manifest.ts'
import type { Play } from './play.ts'
import { sandboxAsks } from './sandboxes.ts'
import type { Talk } from './talk.ts'
import { typingAsks } from './typing.ts'
import type { Visitor } from './visitor.ts'

/** Who asks, and in which talk. */
export interface Asker {
  talk: Talk
  visitor: Visitor
  play: Play
  /** How the asker's own browser is connected. */
  connection: () => Connection
}

const number = v.pipe(v.number(), v.integer(), v.minValue(1))

const askSchema = v.variant('ask', [
  ...cycleAsks,
  ...sandboxAsks,
  ...typingAsks,
  /** The page of chat items before this one. */
  v.strictObject({ ask: v.literal('chat/before'), item: number }),
  /** The asker's own name in the chat. */
  v.strictObject({ ask: v.literal('chat/me') }),
  /** How the asker's own browser is connected; nobody can ask it of another. */
  v.strictObject({ ask: v.literal('exhibit/handshake') }),
  /** What this talk runs on. */
  v.strictObject({ ask: v.literal('room/versions') }),
])

export function answerAsk(payload: unknown, { talk, visitor, play, connection }: Asker): unknown {
  const { who } = visitor
  const parsed = v.safeParse(askSchema, payload)
  if (!parsed.success) return refusal('malformed')
  const ask = parsed.output
  switch (ask.ask) {
    case 'cycle/press':
    case 'cycle/hang-up':
    case 'cycle/style':
      return play.cycle.answer(ask, visitor)
    case 'sandbox/open':
    case 'sandbox/move':
    case 'sandbox/tilt':
      return play.sandboxes.answer(ask, visitor)
    case 'chat/typing':
      play.typing.answer(ask, who)
      return { ok: true }
    case 'chat/before':
      return chatBefore(talk.state.chat, ask.item)
    case 'chat/me':
      return knownAs(talk.state.chat, who.id)
    case 'exhibit/handshake':
      return connection()
    case 'room/versions':
      return versions()
  }
}
