/** What the phone says to its speaker, in one place. No DOM. */
import type { Outline } from '../../protocol/deck.ts'
import { slideIndex, type Position } from '../../protocol/features/position.ts'
import type { ChatLimit } from '../../protocol/features/chat-limit.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import type { FeedStatus } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { Outcome, TapState } from '../taps/taps.ts'

/** `Slide 4 of 39` and `step 2 of 5`; the step is empty on a slide that has none. */
export function place(outline: Outline, at: Position): { slide: string; step: string; title: string } {
  const i = slideIndex(outline, at)
  const slide = outline[i]
  if (!slide) return { slide: 'Slide unknown', step: '', title: '' }
  const step = slide.steps === 0 ? '' : `step ${at.f + 1} of ${slide.steps}`
  return { slide: `Slide ${i + 1} of ${outline.length}`, step, title: slide.title }
}

/** A short note after a tap that did not move the talk; empty when it did. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  moved: '',
  last: 'Last step',
  'too-many': 'Too many taps at once: the last one was left out',
  'moved-on': 'The talk had already moved: nothing done',
  'not-driver': 'Another phone drives: nothing done',
  expired: 'That tap came too late and was not counted',
  'at-end': 'Last step: nothing comes after it',
  'at-start': 'First step: nothing comes before it',
  'no-such-slide': 'That slide is not in the deck any more',
  'no-such-message': 'That message is not in the chat any more',
  'chat-closed': 'The chat is closed',
  'name-taken': 'That name is in use by a speaker',
  'no-cookie': 'This browser sends no cookie: allow cookies and load the page again',
  'talk-over': 'The talk is over. Reopen it under More',
  'rate-limited': 'Too fast: that one was not counted',
  unavailable: 'Not saved: the talk could not take it. Try again',
  unauthorized: 'This phone is not paired any more',
  forbidden: 'This phone may not do that',
  outdated: 'This page is out of date and loads again',
  'unknown-talk': 'This talk is not here any more',
  malformed: 'The talk did not understand this page. Load it again',
  'too-large': 'The talk did not understand this page. Load it again',
  unknown: 'The talk did not understand this page. Load it again',
  internal: 'Something went wrong on the server. Try again',
}

const WISH = { next: 'Next', prev: 'Previous', jump: 'The jump' } as const

export interface Question {
  title: string
  text: string
  /** Empty when only forgetting is left. */
  send: string
  forget: string
}

/** The question about a tap that got no answer; `live` is false while there is no link to send it by. */
export function question(
  state: Extract<TapState, { name: 'asking' }>,
  outline: Outline,
  at: Position,
  live: boolean,
): Question {
  const { slide, step, title } = place(outline, at)
  const where = `${slide}${step && `, ${step}`}: ${title}`
  const wish = WISH[state.wish.kind]
  if (state.since === 'arrived') {
    return { title: 'It arrived after all', text: `The talk is on ${where}.`, send: '', forget: 'Good' }
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
    : `There is no connection. The last that was heard: ${where}.`
  const send = live ? 'Send it now' : 'Send it now (waiting for the network)'
  return { title: `“${wish}” did not reach the talk`, text, send, forget: 'Discard' }
}

/** What the stream of posts does, for the More sheet; empty while it is not known. */
export function feedWords(feed: FeedStatus | undefined): string {
  if (!feed || feed.state === 'off') return ''
  const stands = feed.state === 'fallback' ? 'The recording stands in.' : ''
  if (feed.trouble !== '') return `${feed.trouble} ${stands}`.trim()
  return feed.state === 'live' ? `Posts come from: ${feed.name}.` : `Connecting to: ${feed.name}.`
}

/** How the room may write in the chat, in a few words. */
export function chatWords({ open, slow }: ChatLimit): string {
  if (!open) return 'closed: nobody in the room writes'
  return slow === 0 ? 'open: everybody writes' : `slow: one message every ${slow} s`
}

/** How posts come to the screens, in a few words. */
export function postsWords({ held, recording }: PostsView): string {
  const source = recording ? 'the recording' : 'the feed'
  return held ? `${source}, each after a look` : `${source}, as they come`
}

/** `missed`: those that came while the list was full. */
export function waitingWords(waiting: number, missed: number): string {
  const many = waiting === 0 ? 'No post waits.' : waiting === 1 ? '1 post waits.' : `${waiting} posts wait.`
  return missed === 0 ? many : `${many} ${missed} more came while the list was full, and are gone.`
}

/** `0 following`, `230 following`. */
export function following(audience: number): string {
  return `${audience} following`
}

export function stages(stage: number): string {
  return stage === 0 ? 'no stage' : stage === 1 ? 'stage on' : `${stage} stages`
}

/** The room in a sentence, for the More sheet. */
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
