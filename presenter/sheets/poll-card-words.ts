/** What the Polls sheet says about a poll, and what its main button does. No DOM. */
import { fill, plural, words } from '../../client/words.ts'
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

/** `Slide 4 · Yes or no · open, 122 votes, results hidden`. */
export function pollWords({ asked, slide, view }: KnownPoll): string {
  const { polls } = words.phone
  return [
    slide === undefined ? polls.madeHere : fill(polls.onSlide, { n: slide }),
    polls.kinds[asked.kind],
    stateWords(view),
  ].join(' · ')
}

function stateWords(view: PollView | undefined): string {
  const { polls } = words.phone
  if (!view || view.openedAt === 0) return polls.notOpened
  return [
    view.open ? polls.isOpen : polls.isClosed,
    plural(words.elements.votes, view.votes),
    ...(view.round > 1 ? [fill(polls.round, { n: view.round })] : []),
    view.shown ? polls.shown : polls.hidden,
  ].join(', ')
}

/** The line below the sheet's button. */
export function pollsWords(polls: readonly KnownPoll[]): string {
  const open = polls.filter(({ view }) => view?.open)
  const [first] = open
  const { manyOpen, oneOpen, makeOne, count } = words.phone.polls
  if (open.length > 1) return fill(manyOpen, { n: open.length })
  if (first) return fill(oneOpen, { question: first.asked.question })
  return polls.length === 0 ? makeOne : plural(count, polls.length)
}

/** A setting that the form for a new poll offers. */
interface KindSetting {
  name: string
  label: string
  usual: string
}

export function kindSettings(kind: PollKind): KindSetting[] {
  const { lowest, highest, leftEnd, rightEnd } = words.phone.polls
  if (kind === 'estimate')
    return [
      { name: 'min', label: lowest, usual: '0' },
      { name: 'max', label: highest, usual: '100' },
    ]
  if (kind === 'scale')
    return [
      { name: 'from', label: leftEnd, usual: '' },
      { name: 'to', label: rightEnd, usual: '' },
    ]
  return []
}
