/** The dialog with this person's note on the current slide, and the button that saves their own page of the talk. */
import './panel.css'
import { createDialog, type Dialog } from '../room-bar/dialog.ts'
import { fill, plural, words } from '../../client/words.ts'
import { slideIndex } from '../../protocol/position.ts'
import type { TakeAwayContext } from './context.ts'
import { keptLine } from '../kept-line.ts'
import { MAX_NOTE, noteOf, readNotes, saveNote } from './notes.ts'
import { savePage } from './save.ts'

const dialogs = new WeakMap<HTMLButtonElement, Dialog>()

/** `button` opens it and gets the focus again. */
export function openPanel(button: HTMLButtonElement, context: TakeAwayContext): void {
  const dialog = dialogs.get(button) ?? createDialog(words.elements.ownPage.title, button)
  dialogs.set(button, dialog)
  dialog.open(panelOf(context))
}

function panelOf(context: TakeAwayContext): HTMLElement {
  const { talk, deck } = context
  const { ownPage } = words.elements
  // The talk may move on while the note is written.
  const i = slideIndex([...deck.outline], deck.position)
  const slide = deck.outline[i]
  const id = slide?.id ?? ''
  const note = { ...noteOf(readNotes(talk), id) }
  const panel = document.createElement('div')
  panel.className = 'own-page'

  const place = text('p', '', 'own-place')
  place.textContent = fill(ownPage.place, { number: String(i + 1), title: slide?.title ?? '' })
  const bookmark = text('button', '', 'button')
  const field = document.createElement('textarea')
  field.id = 'own-note'
  field.rows = 6
  field.maxLength = MAX_NOTE
  field.dir = 'auto'
  field.value = note.text
  const label = text('label', ownPage.yourNote)
  label.htmlFor = field.id
  const kept = text('p', '', 'soft')
  const count = text('p', '')
  const save = text('button', ownPage.savePage, 'button primary')
  const told = text('p', ownPage.made, 'soft')
  told.role = 'status'

  function draw(): void {
    bookmark.textContent = note.bookmarked ? `★ ${ownPage.bookmarked}` : `☆ ${ownPage.bookmark}`
    bookmark.ariaPressed = String(note.bookmarked)
    count.textContent = fill(ownPage.file, { list: contents(context) })
  }
  function keep(): void {
    const stored = saveNote(talk, id, note)
    kept.textContent = stored ? ownPage.private : ownPage.notStored
    draw()
  }
  bookmark.addEventListener('click', () => {
    note.bookmarked = !note.bookmarked
    keep()
  })
  field.addEventListener('input', () => {
    note.text = field.value
    keep()
  })
  save.addEventListener('click', () => {
    if (save.ariaBusy === 'true') return
    save.ariaBusy = 'true'
    savePage(context, (progress) => (told.textContent = progress))
      .catch((error: unknown) => {
        console.warn('The page could not be made.', error)
        told.textContent = words.shell.needsConnection
      })
      .finally(() => (save.ariaBusy = 'false'))
  })
  kept.textContent = ownPage.private
  draw()
  const own = document.createElement('section')
  own.append(place, bookmark, label, field, kept)
  const page = document.createElement('section')
  page.append(text('h3', ownPage.takeAway), count, save, told, text('p', keptLine(), 'soft'))
  // After the talk, people come for the file.
  if (context.connection.store.view.talk?.over === true) panel.append(page, own)
  else panel.append(own, page)
  return panel
}

/** `12 slides, 3 notes, your votes and questions`. */
function contents({ talk, deck, last }: TakeAwayContext): string {
  const notes = readNotes(talk)
  const seen = deck.outline.slice(0, last() + 1).map(({ id }) => noteOf(notes, id))
  const { ownPage } = words.elements
  const noted = seen.filter((note) => note.text.trim() !== '').length
  const marked = seen.filter((note) => note.bookmarked).length
  return listOf([
    plural(ownPage.slides, seen.length),
    ...(noted > 0 ? [plural(ownPage.notes, noted)] : []),
    ...(marked > 0 ? [plural(ownPage.marks, marked)] : []),
    ownPage.said,
  ])
}

function listOf(parts: readonly string[]): string {
  return parts.reduce((list, last) => fill(words.elements.ownPage.and, { list, last }))
}

function text<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  content: string,
  className = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = content
  if (element instanceof HTMLButtonElement) element.type = 'button'
  return element
}
