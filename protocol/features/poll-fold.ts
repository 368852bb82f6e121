/** How events change the polls. The cost of a vote depends on nothing that grows with the room. */
import type { ActorId } from '../ids.ts'
import type { HashMap } from '../persistent/hash-map.ts'
import type { Asked } from './poll-asked.ts'
import {
  castOf,
  itemKey,
  MAX_POLLS,
  pollNamed,
  type Cast,
  type Poll,
  type Polls,
  type Word,
} from './poll-slice.ts'
import { resultOf } from './poll-tally.ts'
import { countsOf, marksOf, wordKey, type Vote } from './poll-vote.ts'
import { countWord, NO_CLOUD } from './poll-words.ts'

/** A poll with the same id is replaced. If there are too many, the oldest closed one is removed. */
export function addPoll(slice: Polls, id: string, asked: Asked, open: boolean, seq: number): Polls {
  const others = slice.polls.filter((poll) => poll.id !== id)
  const oldest = others.find((poll) => !poll.open) ?? others[0]
  const isFull = others.length >= MAX_POLLS
  const poll: Poll = {
    id,
    asked,
    open,
    ...fresh(asked, seq),
    round: 1,
    before: null,
    openedAt: open ? seq : 0,
    seq,
    settledAt: seq,
  }
  return {
    ...slice,
    polls: [...(isFull ? others.filter((each) => each !== oldest) : others), poll],
    droppedAt: isFull ? seq : slice.droppedAt,
  }
}

/** A ballot without votes. */
function fresh(
  asked: Asked,
  seq: number,
): Pick<Poll, 'shown' | 'ballot' | 'votes' | 'counts' | 'cloud' | 'answers'> {
  const counts = Array.from({ length: countsOf(asked) }, () => 0)
  return { shown: asked.results === 'live', ballot: seq, votes: 0, counts, cloud: NO_CLOUD, answers: 0 }
}

/** The same slice if nothing changes, or if there is no such poll. */
export function changePoll(slice: Polls, id: string, seq: number, change: Partial<Poll>): Polls {
  const poll = pollNamed(slice, id)
  if (!poll) return slice
  const isSame = Object.entries(change).every(([key, value]) => poll[key as keyof Poll] === value)
  return isSame ? slice : withPoll(slice, { ...poll, ...change, seq, settledAt: seq })
}

export function openPoll(slice: Polls, id: string, seq: number): Polls {
  return pollNamed(slice, id)?.open ? slice : changePoll(slice, id, seq, { open: true, openedAt: seq })
}

export function resetPoll(slice: Polls, id: string, seq: number): Polls {
  const poll = pollNamed(slice, id)
  return poll ? changePoll(slice, id, seq, { ...fresh(poll.asked, seq), round: 1, before: null }) : slice
}

/** Another ballot; the result of this one is kept for comparison. */
export function repeatPoll(slice: Polls, id: string, seq: number): Polls {
  const poll = pollNamed(slice, id)
  if (!poll) return slice
  // Open answers cannot be compared.
  const result = poll.asked.kind === 'text' ? {} : resultOf(slice, poll, false)
  return changePoll(slice, id, seq, {
    ...fresh(poll.asked, seq),
    open: true,
    openedAt: seq,
    round: poll.round + 1,
    before: { votes: poll.votes, result },
  })
}

/** Replaces the earlier vote of this participant. What a `muted` one writes is kept, and not shown to the room. */
export function putVote(
  slice: Polls,
  { id, vote, actor, muted }: { id: string; vote: Vote; actor: ActorId; muted: boolean },
  seq: number,
): Polls {
  const poll = pollNamed(slice, id)
  if (!poll) return slice
  const before = castOf(slice, poll, actor)
  const counts = counted(poll, before?.vote, vote)
  const votes = poll.votes + (before ? 0 : 1)
  const next = withText(slice, { ...poll, counts, votes, seq }, before, vote, muted)
  return withPoll({ ...next.slice, votes: withCast(slice, id, actor, next.cast) }, next.poll)
}

/** Of the polls that are still kept. */
function withCast({ polls, votes }: Polls, id: string, actor: ActorId, cast: Cast): Polls['votes'] {
  const known = Object.entries(votes.get(actor) ?? {})
  const kept = known.filter(([each]) => polls.some((poll) => poll.id === each))
  return votes.set(actor, { ...Object.fromEntries(kept), [id]: cast })
}

function counted({ asked, counts }: Poll, before: Vote | undefined, vote: Vote): readonly number[] {
  if (counts.length === 0) return counts
  const after = counts.slice()
  const add = (index: number, by: number): void => void (after[index] = (after[index] ?? 0) + by)
  for (const [index, by] of before ? marksOf(asked, before) : []) add(index, -by)
  for (const [index, by] of marksOf(asked, vote)) add(index, by)
  return after
}

/** The open answer or the words of a vote, which are kept beside the counts. */
function withText(
  slice: Polls,
  poll: Poll,
  before: Cast | undefined,
  vote: Vote,
  muted: boolean,
): { slice: Polls; poll: Poll; cast: Cast } {
  const isText = 'text' in vote || 'words' in vote
  const cast: Cast = { ballot: poll.ballot, vote, ...(isText && muted && { alone: true as const }) }
  if ('text' in vote) {
    const answer = before?.answer ?? poll.answers + 1
    const key = itemKey(poll, answer)
    const hidden = slice.answers.get(key)?.hidden ?? false
    return {
      slice: {
        ...slice,
        answers: slice.answers.set(key, { text: vote.text, hidden, ...(muted && { muted: true as const }) }),
      },
      poll: { ...poll, answers: Math.max(poll.answers, answer) },
      cast: { ...cast, answer },
    }
  }
  if (!('words' in vote)) return { slice, poll, cast }
  const earlier = before && 'words' in before.vote && !before.alone ? before.vote.words : []
  const words = muted ? [] : vote.words
  const gone = earlier.filter((word) => !words.some((each) => wordKey(each) === wordKey(word)))
  const added = words.filter((word) => !earlier.some((each) => wordKey(each) === wordKey(word)))
  const less = gone.reduce((now, word) => count(now, word, -1), { slice, poll })
  return { ...added.reduce((now, word) => count(now, word, 1), less), cast }
}

function count(now: { slice: Polls; poll: Poll }, word: string, by: number): { slice: Polls; poll: Poll } {
  const { slice, poll } = now
  const key = wordKey(word)
  const known = slice.words.get(itemKey(poll, key))
  const before = known?.count ?? 0
  const words = slice.words.set(itemKey(poll, key), { word, hidden: false, ...known, count: before + by })
  const cloud = countWord(poll.cloud, key, before + by, before, () => wordsOf(words, poll))
  return { slice: { ...slice, words }, poll: { ...poll, cloud } }
}

function* wordsOf(words: HashMap<Word>, poll: Poll): Generator<readonly [string, number]> {
  const prefix = itemKey(poll, '')
  for (const [key, { count: times }] of words)
    if (key.startsWith(prefix)) yield [key.slice(prefix.length), times]
}

/** Hides an open answer by its number, or a word. */
export function hideItem(
  slice: Polls,
  { poll: id, item, hidden }: { poll: string; item: string | number; hidden: boolean },
  seq: number,
): Polls {
  const poll = pollNamed(slice, id)
  const key = poll && itemKey(poll, typeof item === 'number' ? item : wordKey(item))
  if (!key) return slice
  const word = typeof item === 'string' ? slice.words.get(key) : undefined
  const answer = typeof item === 'number' ? slice.answers.get(key) : undefined
  if (!word && !answer) return slice
  return withPoll(
    {
      ...slice,
      ...(word && { words: slice.words.set(key, { ...word, hidden }) }),
      ...(answer && { answers: slice.answers.set(key, { ...answer, hidden }) }),
    },
    { ...poll, before: hidden ? withoutWord(poll, item) : poll.before, seq, settledAt: seq },
  )
}

/** A word that is hidden disappears from the round before, too. */
function withoutWord({ before }: Poll, item: string | number): Poll['before'] {
  if (!before?.result.words || typeof item === 'number') return before
  const words = before.result.words.filter(([word]) => wordKey(word) !== wordKey(item))
  return { ...before, result: { ...before.result, words } }
}

function withPoll(slice: Polls, poll: Poll): Polls {
  return { ...slice, polls: slice.polls.map((each) => (each.id === poll.id ? poll : each)) }
}
