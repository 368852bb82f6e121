/** The slider that seeks through the deck: shows the slide under the thumb and jumps on release. */
import { words } from '../../client/words.ts'
import { slideIndex } from '../../protocol/position.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Actions, Draw, Model } from '../model/model.ts'
import { pendingIndex, startOf } from './overview.ts'
import type { SlidePicture } from '../picture/slide-picture.ts'

/** A finger this far above the slider cancels. */
const CANCEL_PX = 90

export function createScrub(actions: Actions): Draw {
  const slider = byId<HTMLInputElement>('scrubber')
  const target = byId('scrub-target')
  const picture = target.querySelector('slide-picture') as SlidePicture
  let model: Model | undefined
  /** `keys`: moved by keyboard, which jumps at Enter and not at every step. */
  let seeking: 'no' | 'finger' | 'keys' = 'no'
  let cancelled = false

  function here(): number {
    return model?.position ? slideIndex(model.deck.outline, model.position) : -1
  }

  function aim(): void {
    if (!model) return
    const i = Number(slider.value) - 1
    const slide = model.deck.outline[i]
    if (!slide) return
    const at = `${i + 1} ${slide.title}`
    target.hidden = seeking === 'no'
    target.classList.toggle('cancelled', cancelled)
    setText(byId('scrub-words'), cancelled ? words.phone.letGo : at)
    slider.setAttribute('aria-valuetext', at)
    const share = model.deck.outline.length > 1 ? i / (model.deck.outline.length - 1) : 0
    target.style.setProperty('--at', String(share))
    if (seeking !== 'no') picture.show(model.deck, { ...startOf(slide), f: 9999 })
  }

  function stop(jump: boolean): void {
    const slide = model?.deck.outline[Number(slider.value) - 1]
    const moved = Number(slider.value) - 1 !== here()
    seeking = 'no'
    cancelled = false
    target.hidden = true
    if (jump && moved && slide) actions.jump(startOf(slide))
    else if (here() >= 0) slider.value = String(here() + 1)
    aim()
  }

  slider.addEventListener('pointerdown', () => {
    seeking = 'finger'
    aim()
  })
  slider.addEventListener('pointermove', (event) => {
    if (seeking !== 'finger') return
    const { top } = slider.getBoundingClientRect()
    cancelled = top - event.clientY > CANCEL_PX
    aim()
  })
  slider.addEventListener('pointercancel', () => stop(false))
  // The value is final only after the browser has handled this event.
  slider.addEventListener('pointerup', () => setTimeout(() => seeking === 'finger' && stop(!cancelled)))
  slider.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') stop(true)
    else if (event.key === 'Escape') stop(false)
    else if (/^(Arrow|Page|Home|End)/.test(event.key)) seeking = 'keys'
  })
  slider.addEventListener('blur', () => seeking === 'keys' && stop(false))
  slider.addEventListener('input', () => {
    // Assistive technology sets the value without a pointer or a key.
    if (seeking === 'no') return stop(true)
    aim()
  })

  return (now) => {
    model = now
    slider.max = String(now.deck.outline.length)
    if (seeking !== 'no') return
    const pending = pendingIndex(now)
    const shown = pending >= 0 ? pending : here()
    if (shown >= 0) slider.value = String(shown + 1)
    slider.toggleAttribute('data-pending', pending >= 0)
    aim()
  }
}
