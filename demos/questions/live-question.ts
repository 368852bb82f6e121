/** <live-question number="3">: one question in large text, as the stage shows it above the slide. */
import './live-questions.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { make } from '../parts.ts'
import { questionText } from './question-text.ts'
import { votesIn } from './question-words.ts'

/** Longer texts are shown in smaller letters. */
const SHORT = 90
const LONG = 180

class LiveQuestion extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show({ room: connection }: LiveContext): () => void {
    const number = Number(this.getAttribute('number'))
    let older: QuestionItem | undefined
    let asked = false
    let ended = false

    const draw = (item: QuestionItem | undefined, speakers: readonly string[]): void => {
      if (!item) return this.replaceChildren()
      const letters = item.text.length + (item.reply?.length ?? 0)
      this.dataset['length'] = letters <= SHORT ? 'short' : letters <= LONG ? 'middle' : 'long'
      this.replaceChildren(make('p', 'question-count', votesIn(item.votes)), questionText(item, speakers))
    }
    const ask = async (speakers: readonly string[]): Promise<void> => {
      asked = true
      const page = await connection.query({ query: 'question/before', question: number + 1 })
      older = page?.items.find(({ id }) => id === number)
      if (!ended) draw(older, speakers)
    }
    const unsubscribe = connection.subscribe('questions', ({ items, speakers }, _, change) => {
      const here = items.find(({ id }) => id === number)
      if (change?.gone?.includes(number)) older = undefined
      draw(here ?? older, speakers)
      // Neither one of the newest nor one of the most wanted.
      if (!here && !asked) void ask(speakers)
    })
    return () => {
      ended = true
      unsubscribe()
    }
  }
}

customElements.define('live-question', LiveQuestion)
