/** The tags of one question as buttons: a press gives it the tag, or takes it away. */
import { fill, words } from '../../client/words.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { el } from '../dom/dom.ts'

export interface TagButtons {
  element: HTMLElement
  /** `tags` are those that the room may use. */
  draw(tags: readonly string[], item: QuestionItem): void
}

export function createTagButtons(choose: (tags: string[]) => Promise<boolean>): TagButtons {
  const element = el('div', { class: 'question-tags', role: 'group' })
  let drawn = ''
  let own: readonly string[] = []
  let isBusy = false

  function press(tag: string): void {
    // Until the talk has answered, the next choice would be made from old tags.
    if (isBusy) return
    isBusy = true
    const wanted = own.includes(tag) ? own.filter((each) => each !== tag) : [...own, tag]
    void choose(wanted).then(() => (isBusy = false))
  }
  function buttonFor(tag: string): HTMLElement {
    const button = el('button', { type: 'button', class: 'button' }, el('bdi', {}, tag))
    button.dataset['tag'] = tag
    button.addEventListener('click', () => press(tag))
    return button
  }

  return {
    element,
    draw(tags, { tags: chosen = [], text }) {
      own = chosen
      element.hidden = tags.length === 0
      element.ariaLabel = fill(words.phone.questions.tagsOf, { text })
      if (JSON.stringify(tags) !== drawn) {
        drawn = JSON.stringify(tags)
        element.replaceChildren(...tags.map(buttonFor))
      }
      for (const button of element.children as HTMLCollectionOf<HTMLElement>)
        button.ariaPressed = String(chosen.includes(button.dataset['tag'] ?? ''))
    },
  }
}
