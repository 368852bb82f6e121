/** What the Polls sheet says about a poll, and what its main button does. No DOM. */
import type { Asked } from '../../protocol/features/poll-asked.ts'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import type { PollView } from '../../protocol/features/poll-view.ts'

/** A poll of the deck, or one made by hand; `view` is absent until it is opened for the first time. */
export interface KnownPoll {
  id: string
  asked: Asked
  /** The number of its slide, from 1. */
  slide?: number
  view?: PollView | undefined
}

export type PollAction = 'open' | 'close' | 'reveal' | 'hide' | 'reset' | 'again'

/** Open, close, show the results, and open again. */
export function nextAction(
  view: Pick<PollView, 'open' | 'shown' | 'votes'> | undefined,
): 'open' | 'close' | 'reveal' {
  if (view?.open) return 'close'
  return view && !view.shown && view.votes > 0 ? 'reveal' : 'open'
}

export const KIND_WORDS: Record<PollKind, string> = {
  single: 'One option',
  multiple: 'Several options',
  yesno: 'Yes or no',
  scale: 'Scale',
  estimate: 'Estimate',
  ranking: 'Ranking',
  text: 'Open answers',
  words: 'Word cloud',
  points: '100 points',
  place: 'Place on a picture',
  path: 'The room decides',
}

/** `Slide 4 · Yes or no · open, 122 votes, results hidden`. */
export function pollWords({ asked, slide, view }: KnownPoll): string {
  return [
    slide === undefined ? 'Made here' : `Slide ${slide}`,
    KIND_WORDS[asked.kind],
    stateWords(view),
  ].join(' · ')
}

function stateWords(view: PollView | undefined): string {
  if (!view || view.openedAt === 0) return 'not opened yet'
  const votes = view.votes === 1 ? '1 vote' : `${view.votes} votes`
  const round = view.round > 1 ? `, round ${view.round}` : ''
  return `${view.open ? 'open' : 'closed'}, ${votes}${round}, results ${view.shown ? 'shown' : 'hidden'}`
}

/** The line below the sheet's button. */
export function pollsWords(polls: readonly KnownPoll[]): string {
  const open = polls.filter(({ view }) => view?.open)
  const [first] = open
  if (open.length > 1) return `${open.length} are open`
  if (first) return `“${first.asked.question}” is open`
  return polls.length === 0 ? 'make one in seconds' : polls.length === 1 ? '1 poll' : `${polls.length} polls`
}

/** Settings that the form for a new poll offers, by kind. */
export const KIND_SETTINGS: Partial<
  Record<PollKind, readonly { name: string; label: string; usual: string }[]>
> = {
  estimate: [
    { name: 'min', label: 'Lowest', usual: '0' },
    { name: 'max', label: 'Highest', usual: '100' },
  ],
  scale: [
    { name: 'from', label: 'Left end', usual: '' },
    { name: 'to', label: 'Right end', usual: '' },
  ],
}
