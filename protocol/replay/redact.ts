/** The log as the room should remember it: without what was hidden, deleted or reset later, or is of muted people. */
import type { Entry, Event } from '../event.ts'
import { authorNumbered } from '../features/chat-slice.ts'
import { isMuted } from '../features/people.ts'
import { castOf, itemKey, pollNamed } from '../features/poll-slice.ts'
import { wordKey } from '../features/poll-vote.ts'
import { questionNumbered } from '../features/questions-slice.ts'
import { actorNumbered } from '../features/quiz-slice.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import type { Ending } from './ending.ts'

export interface Redacted {
  /** The state before the first entry. */
  start: State
  /** The entry as it is replayed, or null if it is left out. Call it once for each entry, in order. */
  entry(entry: Entry): Entry | null
  /** The state in which what was hidden later is hidden at once. */
  hide(entry: Entry, after: State): State
}

/** Their effect is there from the beginning. */
const LEFT_OUT: readonly Event['type'][] = [
  'chat/hidden',
  'chat/name-reset',
  'quiz/name-reset',
  'poll/answer-hidden',
]

export function redact({ state: end, lines, items, resets }: Ending): Redacted {
  let asked = 0
  const players = new Map([...resets].map(([player, seq]) => [actorNumbered(end.quiz, player), seq]))
  const isOut = (actor: string): boolean => isMuted(end.people, actor)
  const isShown = (number: number): boolean => {
    const question = questionNumbered(end.questions, number)
    return question?.state === 'shown' && !isOut(question.by)
  }
  /** The entry until which this person's names were removed. */
  const namesUntil = (actor: string): number =>
    authorNumbered(end.chat, end.chat.numbers.get(actor) ?? 0)?.resetAt ?? 0

  function keeps({ event, by, seq }: Entry): boolean {
    if (LEFT_OUT.includes(event.type)) return false
    if (event.type === 'people/muted') return !isOut(event.person)
    if (event.type === 'chat/said') return !lines.has(seq)
    if (event.type === 'chat/named') return !lines.has(seq) && seq >= namesUntil(by) && !isOut(by)
    if (event.type === 'quiz/joined') return seq >= (players.get(by) ?? 0) && !isOut(by)
    const isModerated =
      event.type === 'question/shown' || event.type === 'question/replied' || event.type === 'question/tagged'
    return !isModerated || isShown(event.question)
  }

  return {
    // Whoever is muted at the end is muted from the beginning, so that the room sees nothing of them.
    start: { ...EMPTY, people: { ...EMPTY.people, muted: end.people.muted } },
    entry(entry) {
      const { event, by, seq } = entry
      if (!keeps(entry)) return null
      if (event.type !== 'question/asked') return entry
      asked += 1
      // It stays in the list, because questions are numbered.
      if (!isShown(asked)) return { ...entry, event: { ...event, text: '', name: '', tags: [], held: true } }
      return seq < namesUntil(by) ? { ...entry, event: { ...event, name: '' } } : entry
    },
    hide({ event, by, seq, at, id }, after) {
      if (event.type !== 'poll/voted') return after
      const poll = pollNamed(after.poll, event.poll)
      const cast = poll && castOf(after.poll, poll, by)
      if (!poll || !cast) return after
      const written = [cast.answer ?? [], 'words' in cast.vote ? cast.vote.words : []].flat()
      const hidden = written.filter((item) =>
        items.has(itemKey(poll, typeof item === 'number' ? item : wordKey(item))),
      )
      return hidden.reduce((state, item) => {
        const now = { type: 'poll/answer-hidden', poll: poll.id, item, hidden: true } as const
        return evolve(state, { seq, at, by, id, event: now })
      }, after)
    },
  }
}
