/** Sheets that slide up from the bottom, as modal dialogs: focus stays inside, Escape closes. */
import { words } from '../../client/words.ts'
import { el } from './dom.ts'

export interface Sheet {
  /** Always open, beside others. */
  readonly isPanel: boolean
  readonly dialog: HTMLDialogElement
  /** Its content may be replaced at any time. */
  readonly body: HTMLElement
  open(): void
  close(): void
}

let panels: HTMLElement | null = null

/** The first sheet that `create` makes is a panel in this element instead: always open and not modal. The others open over it. */
export function asPanels<T>(inside: HTMLElement, create: () => T): T {
  panels = inside
  try {
    return create()
  } finally {
    panels = null
  }
}

function createPanel(label: string, inside: HTMLElement): Sheet {
  const body = el('div', { class: 'sheet-body' })
  const dialog = el('dialog', { class: 'panel', 'aria-label': label, open: '' }, body)
  inside.append(dialog)
  return { isPanel: true, dialog, body, open() {}, close() {} }
}

/** `dismissed` is called when the speaker closes it with Escape, the back gesture or a tap outside. */
export function createSheet(label: string, dismissed: () => void, leaveByTapBeside = true): Sheet {
  const inside = panels
  panels = null
  if (inside) return createPanel(label, inside)
  const body = el('div', { class: 'sheet-body' })
  const dialog = el('dialog', { class: 'sheet', 'aria-label': label }, body)
  document.body.append(dialog)
  let openedAt = 0
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    dismissed()
  })
  dialog.addEventListener('click', (event) => {
    // The tap that opened it may still be in progress.
    if (leaveByTapBeside && event.target === dialog && event.timeStamp - openedAt > 350) dismissed()
  })
  return {
    isPanel: false,
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

/** The heading of a sheet, beside the button that closes it. */
export function sheetHead(sheet: Pick<Sheet, 'close'>, title: string | HTMLElement): HTMLElement {
  const close = el('button', { type: 'button', class: 'button' }, words.shell.close)
  close.addEventListener('click', () => sheet.close())
  return el('div', { class: 'sheet-head' }, typeof title === 'string' ? el('h2', {}, title) : title, close)
}

/** Asks for confirmation and resolves to the answer. Cancel has the focus and is where Next was. */
export function confirmSheet(title: string, text: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (is: boolean): void => {
      sheet.close()
      sheet.dialog.remove()
      resolve(is)
    }
    const sheet = createSheet(title, () => answer(false))
    const no = el('button', { type: 'button', class: 'button' }, words.elements.cancel)
    const agree = el('button', { type: 'button', class: 'button danger' }, yes)
    no.addEventListener('click', () => answer(false))
    agree.addEventListener('click', () => answer(true))
    sheet.body.append(el('h2', {}, title), el('p', {}, text), el('div', { class: 'answers' }, agree, no))
    sheet.open()
    no.focus()
  })
}
