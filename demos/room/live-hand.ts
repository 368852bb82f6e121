/** <live-hand>: a button that raises or lowers a hand, and the number of raised hands. */
import './live-hand.css'
import { newIntent } from '../../client/connection/intents.ts'
import { HAND_EVENT } from '../../client/kept.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { make, say, showsTheRoom } from '../parts.ts'
import { plural, words } from '../../client/words.ts'

class LiveHand extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show({ room: connection, role }: LiveContext): () => void {
    const { hand } = words.elements
    const button = make('button', 'button primary', hand.raise)
    const hands = make('p', 'live-hands')
    hands.role = 'status'
    this.append(...this.stillCopy(), hands)
    if (!showsTheRoom(role)) this.append(button)

    let over = false
    let isUp = false
    button.addEventListener('click', () => void change())
    // A key that presses the button must not move the slides.
    button.addEventListener('keydown', (event) => {
      if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
    })
    const change = async (): Promise<void> => {
      button.disabled = true
      const ack = await connection.send(newIntent({ type: isUp ? 'hand/lower' : 'hand/raise' }))
      if (over) return
      button.disabled = false
      if (!ack.ok) button.textContent = hand.failed
    }
    const unsubscribe = connection.subscribe('hand', ({ count: up }, own) => {
      if (own === true && !isUp) this.dispatchEvent(new Event(HAND_EVENT, { bubbles: true }))
      isUp = own === true
      say(hands, up === 0 ? hand.none : plural(hand.count, up))
      button.textContent = isUp ? hand.lower : hand.raise
    })
    return () => {
      over = true
      unsubscribe()
    }
  }
}

customElements.define('live-hand', LiveHand)
