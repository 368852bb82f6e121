/** The overview: every slide with picture and title; a tap jumps there. */
import { plural, words } from '../../client/words.ts'
import type { OutlineSlide } from '../../protocol/deck.ts'
import { slideIndex, type Position } from '../../protocol/position.ts'
import { byId, el } from '../dom/dom.ts'
import type { LoadedDeck } from '../model/deck.ts'
import { mayMove, type Actions, type Draw, type Model } from '../model/model.ts'
import type { SlidePicture } from '../picture/slide-picture.ts'

interface Tile {
  button: HTMLButtonElement
  picture: SlidePicture
  at: Position
}

/** A jump shows a slide from its first step. */
export function startOf(slide: OutlineSlide): Position {
  return { h: slide.h, v: slide.v, f: -1 }
}

export function createOverview(actions: Actions): Draw {
  const list = byId('tiles')
  let tiles: Tile[] = []
  let drawn: LoadedDeck | undefined
  let marked = -1
  let wasOpen = false

  function build(deck: LoadedDeck): void {
    drawn = deck
    marked = -1
    tiles = deck.outline.map((slide, i) => tile(slide, i, actions))
    list.style.setProperty('--slide-aspect', `${deck.settings.width} / ${deck.settings.height}`)
    list.replaceChildren(...tiles.map(({ button }) => el('li', {}, button)))
    for (const { picture, at } of tiles) picture.show(deck, { ...at, f: 9999 })
  }

  return (model) => {
    const open = model.settings.layout === 'overview'
    const opens = open && !wasOpen
    wasOpen = open
    if (!open) return
    if (drawn !== model.deck) build(model.deck)
    const here = model.position ? slideIndex(model.deck.outline, model.position) : -1
    if (here !== marked || opens) {
      tiles[marked]?.button.removeAttribute('aria-current')
      tiles[here]?.button.setAttribute('aria-current', 'true')
      marked = here
      reveal(tiles[here]?.button, !opens)
    }
    const pending = pendingIndex(model)
    const off = String(!mayMove(model))
    tiles.forEach(({ button }, i) => {
      button.toggleAttribute('data-pending', i === pending)
      if (button.getAttribute('aria-disabled') !== off) button.setAttribute('aria-disabled', off)
    })
  }
}

function tile(slide: OutlineSlide, i: number, actions: Actions): Tile {
  const at = startOf(slide)
  const picture = el('slide-picture')
  const steps = slide.steps === 0 ? '' : plural(words.phone.steps, slide.steps)
  const button = el(
    'button',
    { type: 'button', class: 'tile' },
    el('span', { class: 'frame' }, picture, el('span', { class: 'bar', 'aria-hidden': 'true' })),
    el('span', { class: 'number' }, String(i + 1)),
    ' ',
    el('span', { class: 'title' }, slide.title),
    ' ',
    el('span', { class: 'steps' }, steps),
  )
  // A plain click without extra tolerance, because a thumb that scrolls must never jump.
  button.addEventListener('click', () => actions.jump(at))
  return { button, picture, at }
}

function reveal(button: HTMLElement | undefined, smooth: boolean): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || !smooth
  button?.scrollIntoView({ block: 'center', behavior: calm ? 'instant' : 'smooth' })
}

/** The slide that a pending jump leads to. */
export function pendingIndex({ tap, deck }: Model): number {
  return tap.name === 'pending' && typeof tap.wish === 'object' ? slideIndex(deck.outline, tap.wish) : -1
}
