/** The phone's messages for its speaker, in one place. No DOM. */
import type { Health } from '../../client/connection/checks.ts'
import type { Link } from '../../client/connection/link.ts'
import type { Outcome } from '../../client/move-queue.ts'
import { fill, plural, words } from '../../client/words.ts'
import type { Outline } from '../../protocol/deck.ts'
import { slideIndex, type Position } from '../../protocol/position.ts'
import type { ChatLimit } from '../../protocol/features/chat-limit.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import { troubleWords } from '../../protocol/feed-words.ts'
import type { FeedStatus } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { Words } from '../../protocol/words/words.ts'
import type { TapState } from '../taps/taps.ts'

/** `checking`: the phone was locked, and the state is not yet known. `lost`: reconnecting for more than a moment. */
export type LinkWord = Link | 'checking' | 'lost'

export function linkWord(link: Link, { checked, lost }: Health): LinkWord {
  if (link === 'refused') return link
  return lost ? 'lost' : checked ? link : 'checking'
}

/** `Slide 4 of 39` and `step 2 of 5`; the step is empty on a slide without steps. */
export function place(outline: Outline, at: Position): { slide: string; step: string; title: string } {
  const { phone } = words
  const i = slideIndex(outline, at)
  const slide = outline[i]
  if (!slide) return { slide: phone.slideUnknown, step: '', title: '' }
  const step = slide.steps === 0 ? '' : fill(phone.stepOf, { n: at.f + 1, count: slide.steps })
  const where = fill(phone.slideOf, { n: i + 1, count: outline.length })
  return { slide: where, step, title: slide.title }
}

/** A short note after a tap that did not move the talk; empty if it did. */
export function outcomeWords(outcome: Outcome): string {
  const { outcome: said, lastStep, roomPaused, talkGone } = words.phone
  if (outcome === 'moved') return ''
  if (outcome === 'last') return lastStep
  if (outcome === 'paused') return roomPaused
  return outcome === 'unknown-talk' ? talkGone : said[OUTCOMES[outcome]]
}

const OUTCOMES = {
  malformed: 'notUnderstood',
  'too-large': 'notUnderstood',
  unknown: 'notUnderstood',
  'too-many': 'tooMany',
  'moved-on': 'movedOn',
  'not-driver': 'notDriver',
  expired: 'expired',
  'at-end': 'atEnd',
  'at-start': 'atStart',
  'no-such-slide': 'noSuchSlide',
  'no-such-item': 'noSuchItem',
  'no-such-message': 'noSuchMessage',
  closed: 'closed',
  'chat-closed': 'chatClosed',
  'name-taken': 'nameTaken',
  'no-cookie': 'noCookie',
  'room-closed': 'roomClosed',
  'talk-over': 'talkOver',
  'rate-limited': 'rateLimited',
  unavailable: 'unavailable',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  outdated: 'outdated',
  internal: 'internal',
} as const satisfies Record<
  Exclude<Outcome, 'moved' | 'last' | 'paused' | 'unknown-talk'>,
  keyof Words['phone']['outcome']
>

export interface Question {
  title: string
  text: string
  /** Empty if the tap can only be discarded. */
  send: string
  forget: string
}

/** The question about a tap without an answer; `live` is false while there is no connection. */
export function question(
  state: Extract<TapState, { name: 'asking' }>,
  outline: Outline,
  at: Position,
  live: boolean,
): Question {
  const { asking } = words.phone
  const { slide, step, title } = place(outline, at)
  const where =
    step === '' ? fill(asking.where, { slide, title }) : fill(asking.whereStep, { slide, step, title })
  const tap = typeof state.wish === 'object' ? asking.jump : asking[state.wish]
  const isOn = fill(asking.isOn, { where })
  if (state.since === 'arrived') return { title: asking.arrived, text: isOn, send: '', forget: asking.ok }
  const didNotReach = fill(asking.didNotReach, { tap })
  if (state.since === 'taken' || state.since === 'moved')
    return { title: didNotReach, text: fill(asking[state.since], { where }), send: '', forget: asking.ok }
  const text = live ? isOn : fill(asking.noConnection, { where })
  const send = live ? asking.send : asking.sendLater
  return { title: didNotReach, text, send, forget: asking.discard }
}

/** The state of the feed, for the More sheet; empty while it is unknown. */
export function feedWords(feed: FeedStatus | undefined): string {
  if (!feed || feed.state === 'off') return ''
  const { from, connecting, instead } = words.phone.posts
  const stands = feed.state === 'fallback' ? instead : ''
  if (feed.trouble) return `${troubleWords(feed.name, feed.trouble, { words, fill })} ${stands}`.trim()
  return fill(feed.state === 'live' ? from : connecting, { name: feed.name })
}

/** The chat's setting, in a few words. */
export function chatWords({ open, slow }: ChatLimit): string {
  const { isClosed, isOpen, isSlow } = words.phone.chat
  if (!open) return isClosed
  return slow === 0 ? isOpen : fill(isSlow, { n: slow })
}

/** How posts reach the screens, in a few words. */
export function postsWords({ held, recording }: PostsView): string {
  const { posts } = words.phone
  if (recording) return held ? posts.recordingHeld : posts.recording
  return held ? posts.feedHeld : posts.feed
}

/** `missed`: posts that arrived while the list was full. */
export function waitingWords(waiting: number, missed: number): string {
  const { posts } = words.phone
  const many = waiting === 0 ? posts.noneWaiting : plural(posts.waiting, waiting)
  return missed === 0 ? many : `${many} ${plural(posts.missed, missed)}`
}

/** `0 following`, `230 following`. */
export function following(audience: number): string {
  return fill(words.phone.following, { n: audience })
}

export function stages(stage: number): string {
  const { noStage, stageOn, stages: many } = words.phone
  return stage === 0 ? noStage : stage === 1 ? stageOn : plural(many, stage)
}

/** The presence in the room as a sentence, for the More sheet. */
export function roomWords(heads: Headcount | undefined): string {
  if (!heads) return ''
  const { follow, noStageConnected, stagesConnected, phonesOpen, inRoom, inRoomPhones } = words.phone
  const people = plural(follow, heads.audience)
  const connected = heads.stage === 0 ? noStageConnected : plural(stagesConnected, heads.stage)
  if (heads.presenter <= 1) return fill(inRoom, { people, stages: connected })
  return fill(inRoomPhones, { people, stages: connected, phones: plural(phonesOpen, heads.presenter) })
}
