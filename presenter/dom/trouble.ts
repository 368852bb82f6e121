/** A whole page for the rare state in which the remote cannot begin: what is wrong, and one thing to do. */
import { announce } from './announce.ts'
import { el } from './dom.ts'

export function showTrouble(title: string, text: string): void {
  const again = el('button', { type: 'button', class: 'button primary' }, 'Try again')
  again.addEventListener('click', () => location.reload())
  document.body.prepend(
    el(
      'main',
      { class: 'pairing' },
      el('p', { class: 'brand' }, 'Lectern'),
      el('h1', {}, title),
      el('p', { class: 'lead' }, text),
      again,
    ),
  )
  announce('trouble', `${title}. ${text}`)
}
