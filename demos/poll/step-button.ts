/** A small button beside an option, which changes it by one step. */
import { make } from '../parts.ts'

/** `words` are for screen readers. */
export function createStepButton(sign: string, words: string, act: () => void): HTMLButtonElement {
  const button = make('button', 'button poll-arrow', sign)
  button.type = 'button'
  button.ariaLabel = words
  button.addEventListener('click', act)
  return button
}
