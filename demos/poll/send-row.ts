/** The button that sends a vote which is not sent with each tap. */
import { make } from '../parts.ts'
import { words } from '../../client/words.ts'

export interface SendRow {
  element: HTMLButtonElement
  /** `changed`: what is on the screen is not what was sent. */
  draw(state: { open: boolean; sent: boolean; changed: boolean; ready?: boolean }): void
}

export function createSendRow(send: () => void): SendRow {
  const { poll } = words.elements
  const element = make('button', 'button primary poll-send', words.elements.send)
  element.type = 'button'
  element.addEventListener('click', () => {
    if (element.ariaDisabled !== 'true') send()
  })
  return {
    element,
    draw({ open, sent, changed, ready = true }) {
      element.textContent = sent && !changed ? poll.sent : sent ? poll.sendChange : words.elements.send
      element.ariaDisabled = String(!open || !ready || (sent && !changed))
    },
  }
}
