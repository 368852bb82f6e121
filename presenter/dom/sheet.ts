/** Sheets that rise from the bottom, on the browser's own dialog: focus stays inside, Escape leaves. */
import { el } from './dom.ts'

export interface Sheet {
  readonly dialog: HTMLDialogElement
  /** Replace what it holds at will. */
  readonly body: HTMLElement
  open(): void
  close(): void
}

/** `dismissed` is called when the speaker leaves it by Escape, the back gesture or a tap beside it. */
export function createSheet(label: string, dismissed: () => void, leaveByTapBeside = true): Sheet {
  const body = el('div', { class: 'sheet-body' })
  const dialog = el('dialog', { class: 'sheet', 'aria-label': label }, body)
  document.body.append(dialog)
  let openedAt = 0
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    dismissed()
  })
  dialog.addEventListener('click', (event) => {
    // The tap that opened it may still be on its way.
    if (leaveByTapBeside && event.target === dialog && event.timeStamp - openedAt > 350) dismissed()
  })
  return {
    dialog,
    body,
    open() {
      if (dialog.open) return
      openedAt = performance.now()
      dialog.showModal()
    },
    close() {
      if (dialog.open) dialog.close()
    },
  }
}

/** Asks; resolves to whether the speaker agreed. The safe answer has the focus, and lies where Next was. */
export function confirmSheet(title: string, text: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (is: boolean): void => {
      sheet.close()
      sheet.dialog.remove()
      resolve(is)
    }
    const sheet = createSheet(title, () => answer(false))
    const no = el('button', { type: 'button', class: 'button' }, 'Cancel')
    const agree = el('button', { type: 'button', class: 'button danger' }, yes)
    no.addEventListener('click', () => answer(false))
    agree.addEventListener('click', () => answer(true))
    sheet.body.append(el('h2', {}, title), el('p', {}, text), el('div', { class: 'answers' }, agree, no))
    sheet.open()
    no.focus()
  })
}
