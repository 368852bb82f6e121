/** All players of the quiz, with their places and points, in pages that are fetched on request. */
import { fill, plural, words } from '../../client/words.ts'
import type { PlayersPage } from '../../protocol/features/quiz-past.ts'
import type { BoardRow, QuizView } from '../../protocol/features/quiz-view.ts'
import { el, setText } from '../dom/dom.ts'

export interface Players {
  element: HTMLElement
  draw(view: Pick<QuizView, 'players' | 'board' | 'question'>): void
  /** Fetches again what is shown. */
  refresh(): void
}

export function createPlayers(
  fetchPage: (from: number) => Promise<PlayersPage | null>,
  resetName: (player: number) => void,
): Players {
  const { quiz } = words.phone
  const list = el('ol', { class: 'quiz-rows', 'aria-label': quiz.allPlayers })
  const more = el('button', { type: 'button', class: 'button' }, quiz.morePlayers)
  const summary = el('summary', { class: 'button' })
  const problem = el('p', { class: 'soft', role: 'status' })
  const element = el('details', { class: 'quiz-players' }, summary, list, problem, more)
  let rows: BoardRow[] = []
  let isMore = false
  let asking = false
  /** A new reveal changes places and points. */
  let key = ''

  async function load(again: boolean): Promise<void> {
    if (asking) return
    asking = true
    const wanted = again ? rows.length : rows.length + 1
    const next: BoardRow[] = again ? [] : [...rows]
    let page: PlayersPage | null
    do {
      page = await fetchPage(next.length)
      next.push(...(page?.rows ?? []))
    } while (page?.more && next.length < wanted)
    asking = false
    setText(problem, page ? '' : quiz.notLoaded)
    if (page) {
      rows = next
      isMore = page.more
    }
    more.hidden = page !== null && !isMore
    list.replaceChildren(...rows.map((row) => playerRow(row, resetName)))
  }

  more.addEventListener('click', () => void load(false))
  element.addEventListener('toggle', () => {
    if (element.open) void load(true)
  })
  return {
    element,
    draw({ players, board, question }) {
      element.hidden = players === 0
      setText(summary, plural(quiz.moreOf, players))
      const now = JSON.stringify([board, question?.ask, question?.state, players])
      if (now === key) return
      key = now
      if (element.open) void load(true)
    },
    refresh() {
      if (element.open) void load(true)
    },
  }
}

/** One player, with a button that removes their nickname. */
export function playerRow(
  { player, name, rank, score }: BoardRow,
  resetName: (player: number) => void,
): HTMLElement {
  const reset = el('button', { type: 'button', class: 'button' }, words.elements.chat.resetName)
  reset.append(el('span', { class: 'visually-hidden' }, ` ${fill(words.phone.quiz.of, { name })}`))
  reset.addEventListener('click', () => resetName(player))
  return el(
    'li',
    { 'data-player': String(player) },
    el('span', {}, rank === 0 ? '' : `${rank}. `, el('bdi', {}, name)),
    el('span', {}, String(score)),
    reset,
  )
}
