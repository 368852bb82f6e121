/** The button of a moderator on an open answer or a word. */
import { make } from '../parts.ts'
import { words } from '../../client/words.ts'

/** `row` has `data-hidden`. */
export function hideButton(row: HTMLElement, hide: (hidden: boolean) => void): HTMLElement {
  const { hide: hideWord, show } = words.elements
  const button = make('button', 'button poll-hide', hideWord)
  button.type = 'button'
  const isHidden = (): boolean => row.dataset['hidden'] === 'true'
  button.addEventListener('click', () => hide(!isHidden()))
  new MutationObserver(() => {
    button.textContent = isHidden() ? show : hideWord
  }).observe(row, { attributes: true, attributeFilter: ['data-hidden'] })
  return button
}
