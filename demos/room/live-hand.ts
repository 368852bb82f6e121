/** <live-hand>: a button that raises a hand, and the number of raised hands on this slide. */
import './live-hand.css'
import { newIntent } from '../../client/connection/intents.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { count, make, say, showsTheRoom } from '../parts.ts'

class LiveHand extends LiveElement {
  protected show({ room: connection, role }: LiveContext): () => void {
    const button = make('button', 'button primary', 'Raise your hand')
    const hands = make('p', 'live-hands')
    hands.role = 'status'
    this.append(...this.stillCopy(), hands)
    if (!showsTheRoom(role)) this.append(button)

    let over = false
    button.addEventListener('click', () => void raise())
    // A key that presses the button must not move the slides.
    button.addEventListener('keydown', (event) => {
      if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
    })
    const raise = async (): Promise<void> => {
      button.disabled = true
      const ack = await connection.send(newIntent({ type: 'hand/raise' }))
      if (over || ack.ok) return
      button.disabled = false
      button.textContent = 'That did not work. Try again'
    }
    const unsubscribe = connection.subscribe('hand', ({ count: up }, own) => {
      const isOwnUp = own === true
      say(hands, up === 0 ? 'No hands are up.' : `${count(up)} ${up === 1 ? 'hand is' : 'hands are'} up.`)
      button.disabled = isOwnUp
      button.textContent = isOwnUp ? 'Your hand is up' : 'Raise your hand'
    })
    return () => {
      over = true
      unsubscribe()
    }
  }
}

customElements.define('live-hand', LiveHand)
