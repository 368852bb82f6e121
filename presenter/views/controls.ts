/** The keys that move the talk (Previous, Black screen, Next), with what each would do and its state. */
import { fill, words } from '../../client/words.ts'
import { nextPosition, prevPosition } from '../../protocol/features/position.ts'
import { slideIndex } from '../../protocol/position.ts'
import { byId, setText } from '../dom/dom.ts'
import { onGesture, swipeMoves } from '../taps/gestures.ts'
import { anotherDrives, mayMove, mayTap, type Actions, type Draw, type Model } from '../model/model.ts'

export function createControls(actions: Actions): Draw {
  const keys = { next: byId('next'), prev: byId('prev'), black: byId('black') }
  const swipe = swipeMoves(actions)
  onGesture(keys.next, { tap: actions.next, swipe })
  onGesture(keys.prev, { tap: actions.prev, swipe })
  onGesture(keys.black, { tap: actions.black })
  // A long press must not open the context menu of a picture or a text.
  byId('phone').addEventListener('contextmenu', (event) => event.preventDefault())

  return (model) => {
    const off = !mayMove(model)
    drawKey(keys.next, off, nextHint(model), model.tap.name === 'pending' && model.tap.wish === 'next')
    drawKey(keys.prev, off, '', model.tap.name === 'pending' && model.tap.wish === 'prev')
    drawKey(
      keys.black,
      !mayTap(model),
      model.screen.blanked ? words.phone.blackOn : words.phone.blackOff,
      false,
    )
    keys.black.setAttribute('aria-pressed', String(model.screen.blanked))
    const { outline } = model.deck
    keys.next.classList.toggle('unsure', model.link.word === 'lost')
    keys.next.classList.toggle(
      'end',
      model.position !== undefined && nextPosition(outline, model.position, model) === null,
    )
    keys.prev.classList.toggle(
      'end',
      model.position !== undefined && prevPosition(outline, model.position) === null,
    )
  }
}

/** `aria-disabled` keeps the focus. A tap then says why nothing happens. */
function drawKey(key: HTMLElement, off: boolean, hint: string, pending: boolean): void {
  key.setAttribute('aria-disabled', String(off))
  key.toggleAttribute('data-pending', pending)
  setText(key.querySelector('.key-hint') as HTMLElement, hint)
}

/** What the next tap would show, or why it is not known. */
function nextHint(model: Model): string {
  const { position, deck, link } = model
  const { phone } = words
  if (model.over) return phone.isOver
  if (link.word === 'checking') return phone.link.checking
  if (link.word === 'connecting' || !position) return phone.link.connecting
  if (link.word === 'refused' || link.word === 'lost') return phone.notConnected
  if (anotherDrives(model)) return phone.doesNotDrive
  const to = nextPosition(deck.outline, position, model)
  if (!to) return phone.lastStep
  const slide = deck.outline[slideIndex(deck.outline, to)]
  if (to.f >= 0) return fill(phone.hintStepOf, { n: to.f + 1, count: slide?.steps ?? 0 })
  return slide?.title ?? ''
}
