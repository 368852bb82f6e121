/** One question as a row of the list: its votes, its text, and what this person may do with it. */
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { count, make } from '../parts.ts'
import { questionText } from './question-text.ts'
import { votesIn } from './question-words.ts'
import { fill, plural, words } from '../../client/words.ts'

export interface RowState {
  /** This person's vote, as they want it. */
  voted: boolean
  /** Their vote is not stored yet. */
  pending: boolean
  /** They have asked it. */
  own: boolean
  speakers: readonly string[]
  /** Voting is refused now. */
  closed: boolean
}

export interface RowActions {
  vote(on: boolean): void
  withdraw(): void
}

/** What a moderator may do, as words on buttons. */
export type Moderation = [word: string, act: () => void][]

/** Without actions it only shows the question. */
export function questionRow(
  item: QuestionItem,
  state: RowState,
  actions: RowActions | null,
  moderation: Moderation,
): HTMLLIElement {
  const { questions } = words.elements
  const row = make('li', 'question')
  row.classList.toggle('answered', item.answered === true)
  if (actions && item.state === undefined) row.append(voteButton(item, state, actions))
  else row.append(votes(item))
  const main = make('div', 'question-main')
  if (item.state !== undefined)
    main.append(make('p', 'question-state', item.state === 'held' ? questions.waits : questions.hidden))
  main.append(questionText(item, state.speakers))
  const buttons = moderation.map(([word, act]) => button(word, `${word}: ${item.text}`, act))
  if (actions && state.own)
    buttons.push(
      button(questions.withdraw, fill(questions.withdrawYours, { text: item.text }), () =>
        actions.withdraw(),
      ),
    )
  if (buttons.length > 0) {
    const line = make('div', 'question-actions')
    line.append(...buttons)
    main.append(line)
  }
  row.append(main)
  return row
}

function votes(item: QuestionItem): HTMLElement {
  const element = make('span', 'question-votes', count(item.votes))
  element.append(make('span', 'visually-hidden', ` ${plural(words.elements.votesUnit, item.votes)}`))
  return element
}

function voteButton(item: QuestionItem, state: RowState, actions: RowActions): HTMLButtonElement {
  const element = make('button', 'button question-vote')
  element.type = 'button'
  element.ariaPressed = String(state.voted)
  element.ariaBusy = String(state.pending)
  element.ariaDisabled = String(state.closed)
  element.ariaLabel = fill(words.elements.questions.voteFor, { text: item.text, votes: votesIn(item.votes) })
  element.textContent = count(item.votes)
  element.addEventListener('click', () => {
    if (!state.closed) actions.vote(!state.voted)
  })
  return element
}

function button(word: string, label: string, act: () => void): HTMLButtonElement {
  const made = make('button', 'question-action', word)
  made.type = 'button'
  made.ariaLabel = label
  made.addEventListener('click', act)
  return made
}
