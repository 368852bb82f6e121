/** The large buttons of a sheet: a label, with the current state below it. */
import { el } from './dom.ts'

export function button(word: string, act: () => void): HTMLButtonElement {
  const made = el('button', { type: 'button', class: 'button' }, el('span', {}, word))
  made.addEventListener('click', act)
  return made
}

export function stateOf(of: HTMLElement): HTMLElement {
  const words = el('span', { class: 'state' })
  of.append(words)
  return words
}
