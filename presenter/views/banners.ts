/** The banners above the keys: another phone drives, the room's messages are paused, or the server cannot store. */
import { announce } from '../dom/announce.ts'
import { byId } from '../dom/dom.ts'
import { anotherDrives, mayTap, type Actions, type Draw } from '../model/model.ts'

export function createBanners(actions: Actions): Draw {
  const [lease, unsaved, takeOver] = [byId('lease'), byId('unsaved'), byId('take-over')]
  takeOver.addEventListener('click', actions.takeOver)
  const paused = byId('paused')
  byId('show-again').addEventListener('click', () => void actions.press({ type: 'panic/set', on: false }))
  return (model) => {
    const another = anotherDrives(model)
    takeOver.setAttribute('aria-disabled', String(!mayTap(model)))
    if (toggle(lease, another)) announce('lease', another ? 'Another phone drives' : 'This phone drives')
    if (toggle(paused, model.panic))
      announce('panic', model.panic ? 'The room’s messages are paused' : 'The room’s messages are shown')
    if (toggle(unsaved, !model.saved))
      announce('saved', model.saved ? 'Saved again' : unsaved.textContent.trim())
  }
}

/** Whether this changed something. */
function toggle(banner: HTMLElement, shown: boolean): boolean {
  if (banner.hidden === !shown) return false
  banner.hidden = !shown
  return true
}
