/** <live-poll>: a poll of the deck, or with `poll="…"` any poll of the talk. The audience votes; the stage shows the result. */
import './live-poll.css'
import { newIntent } from '../../client/connection/intents.ts'
import { readDraft, saveDraft } from '../../client/drafts.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { OutboxItem } from '../../client/outbox.ts'
import { readAsked, type Asked } from '../../protocol/features/poll-asked.ts'
import type { Cast } from '../../protocol/features/poll-slice.ts'
import type { PollsView } from '../../protocol/features/poll-view.ts'
import type { Vote } from '../../protocol/features/poll-vote.ts'
import { make, say } from '../parts.ts'
import { KINDS } from './kinds.ts'
import type { Part } from './part.ts'
import { hintFor, roomWords, statusWords, type Mine } from './poll-words.ts'
import { partsOfStill } from './still.ts'

/** Keys that press, move or scroll something here, and must not move the slides. */
const OWN_KEYS = /^( |Enter|Arrow\w+|Home|End|Page\w+)$/

class LivePoll extends LiveElement {
  static override readonly showsAudienceContent = true

  protected show(context: LiveContext): () => void {
    const { room: connection, role, talk, outbox } = context
    const id = this.getAttribute('poll') ?? this.id
    const key = `poll ${id}`
    const still = make('div')
    still.append(...this.stillCopy())
    const written = readAsked(partsOfStill(this, still))
    // A heading of the slide is the question, or the page shows the poll without its slide.
    const hasQuestion = this.hasAttribute('poll') || !this.hasAttribute('question')

    const question = make('p', 'poll-question')
    question.dir = 'auto'
    question.hidden = !hasQuestion
    const body = make('div', 'poll-body')
    const status = make('p', 'poll-status soft')
    status.role = 'status'
    const votes = make('p', 'poll-votes soft')
    const foot = make('div', 'poll-foot')
    foot.append(status, votes)
    this.replaceChildren(question, body, foot)
    const mayVote = role === 'audience'
    status.hidden = !mayVote

    let polls: PollsView = { polls: [] }
    let owns: Readonly<Record<string, Cast>> = {}
    let items: readonly OutboxItem[] = []
    let part: Part | undefined
    let shown = ''
    let over = false

    const pollNow = () => polls.polls.find((poll) => poll.id === id)
    const mine = (): { vote: Vote | undefined; state: Mine } => {
      const waiting = items.find((item) => item.key === key)
      const poll = pollNow()
      const cast = owns[id]
      const counted = cast && cast.ballot === poll?.ballot ? cast.vote : undefined
      const sent = waiting?.intent.type === 'poll/vote' ? waiting.intent : undefined
      if (waiting?.refusal) return { vote: counted, state: { state: 'refused', refusal: waiting.refusal } }
      if (sent && waiting?.state === 'pending') {
        return { vote: sent.vote, state: { state: 'pending', live: connection.link === 'live' } }
      }
      // Accepted, and the patch that says so is on its way.
      if (sent) return { vote: sent.vote, state: { state: 'counted' } }
      return { vote: counted, state: { state: counted ? 'counted' : 'none' } }
    }

    const cast = (vote: Vote): void => {
      const poll = pollNow()
      if (!poll?.open) return
      outbox.send(newIntent({ type: 'poll/vote', poll: id, ballot: poll.ballot, vote }), key)
    }

    const draw = (): void => {
      const poll = pollNow()
      const { vote, state } = mine()
      const asked = poll?.asked ?? (typeof written === 'string' ? undefined : written)
      if (!asked) {
        // The speaker has the warning; the room sees what the slide says.
        if (still.hasChildNodes()) body.replaceChildren(still)
        foot.hidden = true
        return
      }
      foot.hidden = false
      say(question, asked.question)
      load(asked)
      part?.draw({
        open: mayVote && poll?.open === true,
        mine: vote,
        result: poll?.shown ? poll.result : null,
        votes: poll?.votes ?? 0,
        alone: owns[id]?.alone && owns[id].ballot === poll?.ballot ? owns[id] : undefined,
        before: poll?.shown ? poll.before : null,
      })
      const hint = hintFor(asked.kind, asked.most ?? asked.options.length)
      this.dataset['mine'] = state.state
      say(status, statusWords(poll, state, hint))
      say(votes, roomWords(poll, mayVote))
    }

    const load = (asked: Asked): void => {
      const wanted = JSON.stringify(asked)
      if (wanted === shown) return
      shown = wanted
      this.dataset['kind'] = asked.kind
      const field = `poll ${id}`
      KINDS[asked.kind]()
        .then(({ createPart }) => {
          if (over || shown !== wanted) return
          part = createPart({
            asked,
            ...(mayVote && { cast }),
            draft: { read: () => readDraft(talk, field), save: (text) => saveDraft(talk, field, text) },
            earlier: (before) => connection.query({ query: 'poll/answers', poll: id, before }),
          })
          body.replaceChildren(part.element)
          draw()
        })
        .catch((error: unknown) => this.fail(error))
    }

    const keepKeys = (event: KeyboardEvent): void => {
      if (event.target !== this && OWN_KEYS.test(event.key)) event.stopPropagation()
    }
    this.addEventListener('keydown', keepKeys)
    const undos = [
      connection.subscribe('poll', (view, own) => {
        polls = view
        owns = own ?? {}
        draw()
      }),
      outbox.on((now) => {
        items = now
        draw()
      }),
      connection.onLink(draw),
    ]
    draw()
    return () => {
      over = true
      this.removeEventListener('keydown', keepKeys)
      for (const undo of undos) undo()
    }
  }
}

customElements.define('live-poll', LivePoll)
