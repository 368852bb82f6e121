/** The phone's messages for its speaker, in one place. No DOM. */
import type { Health } from '../../client/connection/checks.ts'
import type { Link } from '../../client/connection/link.ts'
import type { Outcome } from '../../client/move-queue.ts'
import type { Outline } from '../../protocol/deck.ts'
import { slideIndex, type Position } from '../../protocol/position.ts'
import type { ChatLimit } from '../../protocol/features/chat-limit.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import type { FeedStatus } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { TapState } from '../taps/taps.ts'

/** `checking`: the phone was locked, and the state is not yet known. `lost`: reconnecting for more than a moment. */
export type LinkWord = Link | 'checking' | 'lost'

export function linkWord(link: Link, { checked, lost }: Health): LinkWord {
  if (link === 'refused') return link
  return lost ? 'lost' : checked ? link : 'checking'
}

export const LINK_WORDS: Record<LinkWord, string> = {
  connecting: 'Connecting…',
  checking: 'Checking…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  lost: 'No connection',
  refused: 'Refused',
}

/** `Slide 4 of 39` and `step 2 of 5`; the step is empty on a slide without steps. */
export function place(outline: Outline, at: Position): { slide: string; step: string; title: string } {
  const i = slideIndex(outline, at)
  const slide = outline[i]
  if (!slide) return { slide: 'Slide unknown', step: '', title: '' }
  const step = slide.steps === 0 ? '' : `step ${at.f + 1} of ${slide.steps}`
  return { slide: `Slide ${i + 1} of ${outline.length}`, step, title: slide.title }
}

/** A short note after a tap that did not move the talk; empty if it did. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  moved: '',
  last: 'Last step',
  'too-many': 'Too many taps at once: the last one was ignored',
  'moved-on': 'The talk had already moved: your tap was ignored',
  'not-driver': 'Another phone drives: your tap was ignored',
  expired: 'Your tap arrived too late and was ignored',
  'at-end': 'Last step: nothing comes after it',
  'at-start': 'First step: nothing comes before it',
  'no-such-slide': 'That slide is not in the deck any more',
  'no-such-item': 'That is not there any more',
  'no-such-message': 'That message is not in the chat any more',
  closed: 'It is closed',
  'chat-closed': 'The chat is closed',
  'name-taken': 'That name is in use',
  'no-cookie': 'This browser sends no cookie: allow cookies and reload the page',
  'room-closed': 'The room is closed to newcomers',
  paused: 'The room is paused',
  'talk-over': 'The talk is over. Reopen it under More',
  'rate-limited': 'Too fast: your tap was ignored',
  unavailable: 'Not saved: the server cannot write. Try again',
  unauthorized: 'This phone is not paired any more',
  forbidden: 'This phone is not allowed to do that',
  outdated: 'This page is out of date and reloads',
  'unknown-talk': 'This talk is no longer available',
  malformed: 'The server did not understand this page. Reload it',
  'too-large': 'The server did not understand this page. Reload it',
  unknown: 'The server did not understand this page. Reload it',
  internal: 'The server had an error. Try again',
}

const WISH = { next: 'Next', prev: 'Previous', black: 'Black screen', join: 'Join code' } as const

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
  const { slide, step, title } = place(outline, at)
  const where = `${slide}${step && `, ${step}`}: ${title}`
  const wish = typeof state.wish === 'object' ? 'The jump' : WISH[state.wish]
  if (state.since === 'arrived') {
    return { title: 'It arrived after all', text: `The talk is on ${where}.`, send: '', forget: 'OK' }
  }
  if (state.since === 'taken') {
    const text = `Another phone has taken over meanwhile, so the tap was discarded. The talk is on ${where}.`
    return { title: `“${wish}” did not reach the talk`, text, send: '', forget: 'OK' }
  }
  if (state.since === 'moved') {
    const text = `The talk moved meanwhile, so the tap was discarded. It is on ${where}.`
    return { title: `“${wish}” did not reach the talk`, text, send: '', forget: 'OK' }
  }
  const text = live
    ? `The talk is on ${where}.`
    : `There is no connection. The last known position: ${where}.`
  const send = live ? 'Send it now' : 'Send it now (waiting for the network)'
  return { title: `“${wish}” did not reach the talk`, text, send, forget: 'Discard' }
}

/** The state of the feed, for the More sheet; empty while it is unknown. */
export function feedWords(feed: FeedStatus | undefined): string {
  if (!feed || feed.state === 'off') return ''
  const stands = feed.state === 'fallback' ? 'The recording is shown instead.' : ''
  if (feed.trouble !== '') return `${feed.trouble} ${stands}`.trim()
  return feed.state === 'live' ? `Posts come from: ${feed.name}.` : `Connecting to: ${feed.name}.`
}

/** The chat's setting, in a few words. */
export function chatWords({ open, slow }: ChatLimit): string {
  if (!open) return 'closed: nobody in the room can write'
  return slow === 0 ? 'open: everybody can write' : `slow: one message every ${slow} s`
}

/** How posts reach the screens, in a few words. */
export function postsWords({ held, recording }: PostsView): string {
  const source = recording ? 'the recording' : 'the feed'
  return held ? `${source}, each post approved by you` : `${source}, posts as they come`
}

/** `missed`: posts that arrived while the list was full. */
export function waitingWords(waiting: number, missed: number): string {
  const many =
    waiting === 0
      ? 'No posts are waiting.'
      : waiting === 1
        ? '1 post is waiting.'
        : `${waiting} posts are waiting.`
  return missed === 0 ? many : `${many} ${missed} more arrived while the list was full and were dropped.`
}

/** `0 following`, `230 following`. */
export function following(audience: number): string {
  return `${audience} following`
}

export function stages(stage: number): string {
  return stage === 0 ? 'no stage' : stage === 1 ? 'stage on' : `${stage} stages`
}

/** The presence in the room as a sentence, for the More sheet. */
export function roomWords(heads: Headcount | undefined): string {
  if (!heads) return ''
  const people = heads.audience === 1 ? '1 browser follows' : `${heads.audience} browsers follow`
  const stage =
    heads.stage === 0
      ? 'no stage is connected'
      : `${stages(heads.stage).replace('stage on', '1 stage')} connected`
  const phones = heads.presenter > 1 ? `; ${heads.presenter} paired phones are open` : ''
  return `${people}, ${stage}${phones}.`
}
