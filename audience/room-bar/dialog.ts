/** A dialog of the room bar: from the bottom on a phone, at the side on a wide screen. Escape closes it. */
import './dialog.css'
import { words } from '../../client/words.ts'

export interface Dialog {
  /** Its content, in the page only while it is open. */
  open(content: HTMLElement): void
  close(): void
}

export function createDialog(title: string, button: HTMLButtonElement): Dialog {
  const dialog = document.createElement('dialog')
  dialog.className = 'room-dialog'
  dialog.ariaLabel = title
  const heading = document.createElement('h2')
  heading.textContent = title
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'button'
  close.textContent = words.shell.close
  const head = document.createElement('div')
  head.className = 'room-dialog-head'
  head.append(heading, close)
  const body = document.createElement('div')
  body.className = 'room-dialog-body'
  dialog.append(head, body)
  document.body.append(dialog)
  let openedAt = 0

  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', (event) => {
    // The tap that opened it may still be in progress.
    if (event.target === dialog && event.timeStamp - openedAt > 350) dialog.close()
  })
  dialog.addEventListener('close', () => {
    body.replaceChildren()
    button.ariaExpanded = 'false'
  })
  return {
    open(content) {
      if (dialog.open) return
      body.replaceChildren(content)
      openedAt = performance.now()
      dialog.showModal()
      button.ariaExpanded = 'true'
    },
    close: () => dialog.close(),
  }
}
