/** The line that says that another phone drives, with the one tap that takes over. */
import { announce } from '../dom/announce.ts'
import { byId } from '../dom/dom.ts'
import { anotherDrives, mayTap, type Actions, type Draw } from '../model/model.ts'

export function createLease(actions: Actions): Draw {
  const banner = byId('lease')
  const button = byId('take-over')
  button.addEventListener('click', actions.takeOver)
  return (model) => {
    const another = anotherDrives(model)
    button.setAttribute('aria-disabled', String(!mayTap(model)))
    if (banner.hidden === !another) return
    banner.hidden = !another
    announce('lease', another ? 'Another phone drives' : 'This phone drives')
  }
}
