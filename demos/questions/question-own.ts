/** This person's questions that the room does not see yet: not sent, refused, or waiting for approval. */
import { newIntent } from '../../client/connection/intents.ts'
import type { Outbox, OutboxItem } from '../../client/outbox.ts'
import type { Person } from '../../protocol/features/questions-slice.ts'
import { make } from '../parts.ts'
import { whyNot } from './question-words.ts'
import { words } from '../../client/words.ts'

export interface OwnQuestions {
  element: HTMLElement
  draw(own: Person | undefined, live: boolean): void
}

/** `edit` takes the text of a refused question back into the field. */
export function createOwn(outbox: Outbox, edit: (text: string) => void): OwnQuestions {
  const { questions, sending } = words.elements
  const element = make('ul', 'question-own')
  element.ariaLabel = questions.own
  let drawn = ''

  function unsent({ intent, state, refusal }: OutboxItem, live: boolean): HTMLElement[] {
    if (intent.type !== 'question/ask' || state === 'sent') return []
    const { id, text } = intent
    if (state === 'refused' && refusal)
      return [
        row(text, whyNot(refusal), [
          [questions.edit, () => take(id, text)],
          [questions.remove, () => outbox.dismiss(id)],
        ]),
      ]
    return [row(text, live ? sending : questions.notSent, [])]
  }

  function take(id: string, text: string): void {
    outbox.dismiss(id)
    edit(text)
  }

  return {
    element,
    draw(own, live) {
      const asks = outbox.items.filter(({ intent }) => intent.type === 'question/ask')
      const state = JSON.stringify([asks, own?.held, live])
      if (state === drawn) return
      drawn = state
      const held = (own?.held ?? []).map(({ id, text }) =>
        row(text, questions.held, [
          [questions.withdraw, () => outbox.send(newIntent({ type: 'question/withdraw', question: id }))],
        ]),
      )
      element.replaceChildren(...asks.flatMap((item) => unsent(item, live)), ...held)
      element.hidden = element.childElementCount === 0
    },
  }
}

function row(text: string, state: string, buttons: [word: string, act: () => void][]): HTMLLIElement {
  const element = make('li', 'question waiting')
  const main = make('div', 'question-main')
  const asked = make('p', 'question-text', text)
  asked.dir = 'auto'
  const line = make('div', 'question-actions')
  line.append(
    ...buttons.map(([word, act]) => {
      const button = make('button', 'question-action', word)
      button.type = 'button'
      button.ariaLabel = `${word}: ${text}`
      button.addEventListener('click', act)
      return button
    }),
  )
  main.append(asked, make('p', 'question-state', state), line)
  element.append(main)
  return element
}
