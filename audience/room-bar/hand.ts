/** Hand: raises and lowers this person's hand. */
import { newIntent } from '../../client/connection/intents.ts'
import { handKey, keep } from '../../client/kept.ts'
import { outboxOf } from '../../client/outbox.ts'
import type { CreatePart } from './part.ts'
import { words } from '../../client/words.ts'

/** A later press replaces one that has not been sent. */
const KEY = 'hand'

const createHand: CreatePart = ({ talk, connection }, button) => {
  const outbox = outboxOf(talk, 'audience', connection)
  const label = button.querySelector('span')
  let isUp = false

  const { hand } = words.elements
  function draw(): void {
    const waiting = outbox.items.findLast(({ key, state }) => key === KEY && state === 'pending')
    const wanted = waiting ? waiting.intent.type === 'hand/raise' : isUp
    button.ariaPressed = String(wanted)
    button.ariaLabel = wanted ? hand.lower : hand.raise
    button.ariaBusy = String(waiting !== undefined)
    if (label) label.textContent = waiting ? hand.sending : wanted ? hand.up : hand.hand
    keep(handKey(talk), wanted ? 'up' : '')
  }

  connection.subscribe('hand', (_, own) => {
    isUp = own === true
    draw()
  })
  outbox.on((items) => {
    for (const { intent, key, state } of items) {
      if (key !== KEY) continue
      // The room's own news follows with the next tick.
      if (state === 'sent') isUp = intent.type === 'hand/raise'
      // The button shows the state of the room again; nothing else is to be said.
      if (state === 'refused') outbox.dismiss(intent.id)
    }
    draw()
  })
  return {
    press() {
      outbox.send(newIntent({ type: button.ariaPressed === 'true' ? 'hand/lower' : 'hand/raise' }), KEY)
    },
  }
}

export default createHand
