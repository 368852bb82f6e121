/**
 * Every feature of a talk. The state, the intents and events, the rights, the view, the snapshot's version and which
 * intents take effect while the log cannot be written are derived from this list.
 */
import { chat } from './chat.ts'
import { chatLimit } from './chat-limit.ts'
import { clock } from './clock.ts'
import { driver } from './driver.ts'
import { hand } from './hand.ts'
import { left } from './left.ts'
import { map } from './map.ts'
import { openPoll } from './open-poll.ts'
import { panic } from './panic.ts'
import { pace } from './pace.ts'
import { poll } from './poll.ts'
import { people } from './people.ts'
import { position } from './position.ts'
import { presence } from './presence.ts'
import { posts } from './posts.ts'
import { quiz } from './quiz.ts'
import { reactions } from './reactions.ts'
import { questions } from './questions.ts'
import { run } from './run.ts'
import { screen } from './screen.ts'
import { spotlight } from './spotlight.ts'
import { talk } from './talk.ts'

/** By the name of its slice. */
export const features = {
  talk,
  position,
  left,
  screen,
  panic,
  chatLimit,
  driver,
  clock,
  chat,
  posts,
  hand,
  spotlight,
  pace,
  reactions,
  quiz,
  questions,
  poll,
  openPoll,
  people,
  presence,
  map,
  run,
}
export type Features = typeof features
export type FeatureName = keyof Features

export const FEATURE_NAMES = Object.keys(features) as FeatureName[]
