/**
 * <live-questions>: the room's questions, most wanted first. A person asks and votes, a moderator's page moderates; the
 * stage and the picture on the speaker's phone show as many as fit.
 */
import './live-questions.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { showsTheRoom } from '../parts.ts'
import { showForPeople } from './questions-of-people.ts'
import { showForRoom } from './questions-of-room.ts'

class LiveQuestions extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show(context: LiveContext): () => void {
    const forRoom = showsTheRoom(context.role)
    this.dataset['view'] = forRoom ? 'room' : 'person'
    return forRoom ? showForRoom(this, context) : showForPeople(this, context)
  }
}

customElements.define('live-questions', LiveQuestions)
