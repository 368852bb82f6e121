/** The banners above the keys: who drives and who asks to, the way back, and the states of talk, room and server. */
import { fill, words } from '../../client/words.ts'
import type { OutlineSlide } from '../../protocol/deck.ts'
import { afterChosen } from '../../protocol/features/poll-deck.ts'
import { on, slideIndex } from '../../protocol/position.ts'
import { announce } from '../dom/announce.ts'
import { byId, setText } from '../dom/dom.ts'
import { deviceName } from '../model/device-words.ts'
import { anotherDrives, mayMove, mayTap, type Actions, type Draw, type Model } from '../model/model.ts'

export function createBanners(actions: Actions): Draw {
  const [lease, asked, paused, unsaved] = [byId('lease'), byId('asked'), byId('paused'), byId('unsaved')]
  const [ask, takeOver, handOver] = [byId('ask-driver'), byId('take-over'), byId('hand-over')]
  const [way, goOn] = [byId('way'), byId('continue')]
  let wants: string | undefined
  let after: OutlineSlide | undefined
  takeOver.addEventListener('click', actions.takeOver)
  ask.addEventListener('click', () => void actions.press({ type: 'driver/request' }))
  /** The phone whose question is put aside until another one asks. It can still take over. */
  let putAside: string | undefined
  byId('not-now').addEventListener('click', () => {
    putAside = wants
    asked.hidden = true
  })
  handOver.addEventListener('click', () => {
    if (wants !== undefined) void actions.press({ type: 'driver/hand-over', to: wants })
  })
  goOn.addEventListener('click', () => after && actions.jump(on(after, -1)))

  return (model) => {
    const { phone } = words
    const { driver, deck, position } = model
    const another = anotherDrives(model)
    for (const button of [takeOver, ask]) button.setAttribute('aria-disabled', String(!mayTap(model)))
    const who = fill(phone.drives, { name: nameOf(model, driver?.label ?? '') })
    // A name that comes later is not announced again.
    if (another) setText(lease.querySelector('p')!, who)
    const waits = driver?.wants === deck.device
    setText(ask, waits ? phone.asked : phone.ask)
    ask.toggleAttribute('disabled', waits)
    if (toggle(lease, another)) announce('lease', another ? who : phone.thisDrives)

    wants = driver && driver.label === deck.device ? driver.wants : undefined
    if (wants === undefined) putAside = undefined
    const question = fill(phone.asksToDrive, { name: nameOf(model, wants ?? '') })
    if (wants !== undefined) setText(asked.querySelector('p')!, question)
    const isAsked = wants !== undefined && wants !== putAside
    if (toggle(asked, isAsked) && isAsked) announce('asked', question)

    toggle(byId('over'), model.over)
    after = position && afterChosen(deck.outline, slideIndex(deck.outline, position), model)
    if (after) setText(goOn, fill(phone.continueAt, { title: after.title }))
    goOn.setAttribute('aria-disabled', String(!mayMove(model)))
    toggle(way, after !== undefined)

    toggle(paused, model.panic)
    if (toggle(unsaved, !model.saved))
      announce('saved', model.saved ? phone.savedAgain : unsaved.textContent.trim())
  }
}

/** The device's name, if it has one in the list. */
function nameOf({ devices }: Model, label: string): string {
  const device = devices.find((each) => each.label === label)
  return device && device.name !== '' ? deviceName(device) : words.phone.anotherPhone
}

/** Whether this changed something. */
function toggle(banner: HTMLElement, shown: boolean): boolean {
  if (banner.hidden === !shown) return false
  banner.hidden = !shown
  return true
}
