/** The notes layout: a small picture of the screen, what comes next, and large notes. */
import type { PageContext } from '../../client/live-element.ts'
import { fill, words } from '../../client/words.ts'
import { nextPosition } from '../../protocol/features/position.ts'
import { slideIndex, type Position } from '../../protocol/position.ts'
import { byId, el, setText } from '../dom/dom.ts'
import type { LoadedDeck } from '../model/deck.ts'
import { onGesture, swipeMoves } from '../taps/gestures.ts'
import { mayMove, type Actions, type Draw, type Model } from '../model/model.ts'
import { clampNotes, NOTES_PX } from '../taps/settings.ts'
import { onScreen } from './clicker.ts'
import { layoutOf } from '../model/wide.ts'
import { place } from '../model/words.ts'
import type { SlidePicture } from '../picture/slide-picture.ts'

export function createNotesView(
  actions: Actions,
  settings: () => Model['settings'],
  live: PageContext,
): Draw {
  const current = byId('current-picture')
  const next = byId('next-picture')
  const picture = (inside: HTMLElement): SlidePicture => inside.querySelector('slide-picture') as SlidePicture
  picture(current).enliven(live)
  const swipe = swipeMoves(actions)
  onGesture(current, { tap: actions.next, swipe })
  onGesture(next, { swipe })
  const resize = (by: number): void => actions.set({ notesPx: clampNotes(settings().notesPx + by) })
  byId('notes-smaller').addEventListener('click', () => resize(-NOTES_PX.step))
  byId('notes-larger').addEventListener('click', () => resize(NOTES_PX.step))
  const drawNotes = createNotes()

  return (model) => {
    byId('notes').style.setProperty('--notes-size', `${model.settings.notesPx}px`)
    byId<HTMLButtonElement>('notes-smaller').disabled = model.settings.notesPx <= NOTES_PX.min
    byId<HTMLButtonElement>('notes-larger').disabled = model.settings.notesPx >= NOTES_PX.max
    const { deck, position } = model
    if (layoutOf(model.settings) !== 'notes' || !position) return
    picture(current).show(deck, position)
    current.setAttribute('aria-disabled', String(!mayMove(model)))
    setText(byId('current-caption'), onScreen(model))
    const cover = current.querySelector('.cover') as HTMLElement
    cover.hidden = !model.screen.blanked && !model.screen.join
    setText(cover, cover.hidden ? '' : onScreen(model))
    const to = nextPosition(deck.outline, position, model)
    picture(next).hidden = to === null
    if (to) picture(next).show(deck, to)
    setText(byId('next-caption'), nextCaption(deck, position, to))
    drawNotes(deck, position)
  }
}

function nextCaption(deck: LoadedDeck, at: Position, to: Position | null): string {
  const { lastStep, next, nextThen } = words.phone
  if (!to) return lastStep
  if (to.h !== at.h || to.v !== at.v) return fill(next, { what: place(deck.outline, to).title })
  const after = deck.outline[slideIndex(deck.outline, at) + 1]
  const what = place(deck.outline, to).step
  return after ? fill(nextThen, { what, after: after.title }) : fill(next, { what })
}

/** Rewrites the notes only when the slide changes, and then scrolls them to the top. */
function createNotes(): (deck: LoadedDeck, at: Position) => void {
  const box = byId('notes')
  let drawn: string | undefined
  return (deck, at) => {
    const id = deck.outline[slideIndex(deck.outline, at)]?.id ?? ''
    const key = `${deck.version} ${id}`
    if (key === drawn) return
    drawn = key
    const notes = deck.notes[id]
    if (notes === undefined) {
      box.replaceChildren(el('p', { class: 'soft' }, words.phone.noNotes))
    } else {
      // The presenter's own notes, compiled by the presenter's own server.
      box.innerHTML = notes
      // A link tapped by accident must not replace the remote.
      for (const link of box.querySelectorAll('a'))
        Object.assign(link, { target: '_blank', rel: 'noreferrer' })
    }
    box.scrollTop = 0
  }
}
