/** The button that sends a vote which is not sent with each tap. */
import { make } from '../parts.ts'

export interface SendRow {
  element: HTMLButtonElement
  /** `changed`: what is on the screen is not what was sent. */
  draw(state: { open: boolean; sent: boolean; changed: boolean; ready?: boolean }): void
}

export function createSendRow(send: () => void): SendRow {
  const element = make('button', 'button primary poll-send', 'Send')
  element.type = 'button'
  element.addEventListener('click', () => {
    if (element.ariaDisabled !== 'true') send()
  })
  return {
    element,
    draw({ open, sent, changed, ready = true }) {
      element.textContent = sent && !changed ? 'Sent' : sent ? 'Send the change' : 'Send'
      element.ariaDisabled = String(!open || !ready || (sent && !changed))
    },
  }
}
