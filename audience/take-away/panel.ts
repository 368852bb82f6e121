/** The dialog with this person's note on the current slide, and the button that saves their own page of the talk. */
import './panel.css'
import { createDialog, type Dialog } from '../room-bar/dialog.ts'
import { slideIndex } from '../../protocol/position.ts'
import type { TakeAwayContext } from './context.ts'
import { MAX_NOTE, noteOf, readNotes, saveNote } from './notes.ts'
import { savePage } from './save.ts'

const dialogs = new WeakMap<HTMLButtonElement, Dialog>()

/** `button` opens it and gets the focus again. */
export function openPanel(button: HTMLButtonElement, context: TakeAwayContext): void {
  const dialog = dialogs.get(button) ?? createDialog('Your page', button)
  dialogs.set(button, dialog)
  dialog.open(panelOf(context))
}

function panelOf(context: TakeAwayContext): HTMLElement {
  const { talk, deck } = context
  // The talk may move on while the note is written.
  const i = slideIndex([...deck.outline], deck.position)
  const slide = deck.outline[i]
  const id = slide?.id ?? ''
  const note = { ...noteOf(readNotes(talk), id) }
  const panel = document.createElement('div')
  panel.className = 'own-page'

  const place = text('p', `Slide ${i + 1}: ${slide?.title ?? ''}`, 'own-place')
  const bookmark = text('button', '', 'button')
  const field = document.createElement('textarea')
  field.id = 'own-note'
  field.rows = 6
  field.maxLength = MAX_NOTE
  field.dir = 'auto'
  field.value = note.text
  const label = text('label', 'Your note')
  label.htmlFor = field.id
  const kept = text('p', '', 'soft')
  const count = text('p', '')
  const save = text('button', 'Save your page', 'button primary')
  const told = text('p', 'It is made in this browser. Nothing of it is sent.', 'soft')
  told.role = 'status'

  function draw(): void {
    bookmark.textContent = note.bookmarked ? '★ Bookmarked' : '☆ Bookmark this slide'
    bookmark.ariaPressed = String(note.bookmarked)
    count.textContent = `One file with ${contents(context)}.`
  }
  function keep(): void {
    const stored = saveNote(talk, id, note)
    kept.textContent = stored
      ? 'Only on this device. The speaker and the room do not see it.'
      : 'This browser stores nothing: save your page before you close it.'
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
    savePage(context, (words) => (told.textContent = words))
      .catch((error: unknown) => {
        console.warn('The page could not be made.', error)
        told.textContent = 'This needs a connection. Try again in a moment.'
      })
      .finally(() => (save.ariaBusy = 'false'))
  })
  kept.textContent = 'Only on this device. The speaker and the room do not see it.'
  draw()
  const own = document.createElement('section')
  own.append(place, bookmark, label, field, kept)
  const page = document.createElement('section')
  page.append(text('h3', 'To take away'), count, save, told)
  // After the talk, people come for the file.
  if (context.connection.store.view.talk?.over === true) panel.append(page, own)
  else panel.append(own, page)
  return panel
}

/** `12 slides, 3 notes, your votes and questions`. */
function contents({ talk, deck, last }: TakeAwayContext): string {
  const notes = readNotes(talk)
  const seen = deck.outline.slice(0, last() + 1).map(({ id }) => noteOf(notes, id))
  const counts: [number, string][] = [
    [seen.length, 'slide'],
    [seen.filter((note) => note.text.trim() !== '').length, 'note'],
    [seen.filter((note) => note.bookmarked).length, 'bookmark'],
  ]
  const words = counts.flatMap(([n, word]) => (n > 0 ? [`${n} ${n === 1 ? word : `${word}s`}`] : []))
  return `${words.join(', ')}, your votes and your questions`
}

function text<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  words: string,
  className = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = words
  if (element instanceof HTMLButtonElement) element.type = 'button'
  return element
}
