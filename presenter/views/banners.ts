/** The banners above the keys: who drives and who asks to, that the talk is over, that the room is paused, or that the server cannot store. */
import { announce } from '../dom/announce.ts'
import { byId, setText } from '../dom/dom.ts'
import { deviceName } from '../model/device-words.ts'
import { anotherDrives, mayTap, type Actions, type Draw, type Model } from '../model/model.ts'

export function createBanners(actions: Actions): Draw {
  const [lease, asked, paused, unsaved] = [byId('lease'), byId('asked'), byId('paused'), byId('unsaved')]
  const [ask, takeOver, handOver] = [byId('ask-driver'), byId('take-over'), byId('hand-over')]
  let wants: string | undefined
  takeOver.addEventListener('click', actions.takeOver)
  ask.addEventListener('click', () => void actions.press({ type: 'driver/request' }))
  handOver.addEventListener('click', () => {
    if (wants !== undefined) void actions.press({ type: 'driver/hand-over', to: wants })
  })
  byId('show-again').addEventListener('click', () => void actions.press({ type: 'panic/set', on: false }))

  return (model) => {
    const { driver, deck } = model
    const another = anotherDrives(model)
    for (const button of [takeOver, ask]) button.setAttribute('aria-disabled', String(!mayTap(model)))
    const who = `${nameOf(model, driver?.label ?? '') ?? 'Another phone'} drives`
    // A name that comes later is not announced again.
    if (another) setText(lease.querySelector('p')!, who)
    const waits = driver?.wants === deck.device
    setText(ask, waits ? 'Asked' : 'Ask')
    ask.toggleAttribute('disabled', waits)
    if (toggle(lease, another)) announce('lease', another ? who : 'This phone drives')

    wants = driver && driver.label === deck.device ? driver.wants : undefined
    const question = `${nameOf(model, wants ?? '') ?? 'Another phone'} asks to drive`
    if (wants !== undefined) setText(asked.querySelector('p')!, question)
    if (toggle(asked, wants !== undefined) && wants !== undefined) announce('asked', question)

    toggle(byId('over'), model.over)
    if (toggle(paused, model.panic))
      announce('panic', model.panic ? 'The room is paused' : 'The room is shown again')
    if (toggle(unsaved, !model.saved))
      announce('saved', model.saved ? 'Saved again' : unsaved.textContent.trim())
  }
}

/** The device's name in the list; undefined if it has none there. */
function nameOf({ devices }: Model, label: string): string | undefined {
  const device = devices.find((each) => each.label === label)
  return device && device.name !== '' ? deviceName(device) : undefined
}

/** Whether this changed something. */
function toggle(banner: HTMLElement, shown: boolean): boolean {
  if (banner.hidden === !shown) return false
  banner.hidden = !shown
  return true
}
