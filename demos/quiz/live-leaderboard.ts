/** <live-leaderboard>: the first places of the quiz, and on a page of the audience one's own. */
import './live-leaderboard.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { QuizView } from '../../protocol/features/quiz-view.ts'
import { count, make, say } from '../parts.ts'
import { guestName } from '../people.ts'
import { rankWords } from './quiz-words.ts'
import { plural, words } from '../../client/words.ts'

type Row = QuizView['board'][number]

class LiveLeaderboard extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show({ room: connection }: LiveContext): () => void {
    const empty = make('p', 'board-empty', words.elements.quiz.nobody)
    const list = make('ol', 'board')
    const mine = make('p', 'board-mine')
    mine.role = 'status'
    this.append(empty, list, mine)
    let drawn = ''
    return connection.subscribe('quiz', (view, own) => {
      empty.hidden = view.board.length > 0
      list.hidden = !empty.hidden
      say(mine, rankWords(own, view))
      const key = JSON.stringify([view.board, own?.number])
      if (key === drawn) return
      drawn = key
      list.replaceChildren(...view.board.map((row) => rowOf(row, row.player === own?.number)))
    })
  }
}

function rowOf({ player, name, rank, score, gained }: Row, isMine: boolean): HTMLElement {
  const { quiz } = words.elements
  const row = make('li', `board-row rank-${rank}${isMine ? ' mine' : ''}`)
  row.dataset['player'] = String(player)
  const who = make('bdi', 'board-name', guestName(name))
  const points = make('span', 'board-score', count(score))
  points.append(make('span', 'visually-hidden', ` ${plural(quiz.pointsUnit, score)}`))
  const plus = make('span', 'board-gained', gained > 0 ? `+${count(gained)}` : '')
  row.append(make('span', 'board-rank', String(rank)), who, plus, points)
  if (isMine) who.append(make('span', 'visually-hidden', ` ${quiz.you}`))
  return row
}

customElements.define('live-leaderboard', LiveLeaderboard)
