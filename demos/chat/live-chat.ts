/** <live-chat>: the room's chat. Everybody can write; the stage only shows the messages, in large text. */
import './live-chat.css'
import { newIntent } from '../../client/connection/intents.ts'
import { readDraft, saveDraft } from '../../client/drafts.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import type { Me } from '../../protocol/features/chat-slice.ts'
import type { ChatChange, ChatView } from '../../protocol/features/chat-view.ts'
import { isFlagged } from '../../protocol/flagged.ts'
import type { Intent } from '../../protocol/intent.ts'
import { createAnnouncer } from './chat-announce.ts'
import { createCompose } from './chat-compose.ts'
import { createChatList, newPlace } from './chat-list.ts'
import { createChatModel, type ChatModel } from './chat-model.ts'
import { createPresence } from './chat-presence.ts'
import { wordsFor } from './chat-refusal.ts'
import { chatRow, type Moderation } from './chat-row.ts'
import { createTyping } from './chat-typing.ts'
import { make, showsTheRoom } from '../parts.ts'
import { fill, plural, words } from '../../client/words.ts'

/** Keys that scroll the list when it has the focus, and must not move the slides meanwhile. */
const SCROLL_KEYS = ['PageUp', 'PageDown', 'Home', 'End', ' ']

class LiveChat extends LiveElement {
  static override readonly showsAudienceContent = true

  static readonly observedAttributes = ['flagged']

  /** Words that mark a message for moderators; on the moderator's page, one in each line of the attribute. */
  #flagged: readonly string[] = []
  #model: ChatModel | undefined
  #place = newPlace()

  attributeChangedCallback(_name: string, _before: string | null, list: string | null): void {
    this.#flagged = (list ?? '').split('\n').filter((word) => word !== '')
  }

  protected show({ talk, room: connection, role }: LiveContext): () => void {
    const moderates = role === 'moderator'
    const writes = !showsTheRoom(role)
    const model = (this.#model ??= createChatModel(moderates))
    this.dataset['view'] = writes ? 'person' : 'room'

    const scroller = make('div', 'chat-scroll')
    scroller.role = 'region'
    const { chat } = words.elements
    scroller.ariaLabel = chat.messages
    if (writes) scroller.tabIndex = 0
    const empty = make('p', 'chat-empty soft', chat.empty)
    const older = make('p', 'chat-older', chat.notLoaded)
    const newer = make('button', 'button primary chat-newer', '')
    const note = make('p', 'chat-note', '')
    note.role = 'status'
    const middle = make('div', 'chat-middle')
    middle.append(scroller, empty, newer, note)
    const presence = createPresence(connection)
    const typing = createTyping(connection, () => me.author)
    const head = make('div', 'chat-head')
    head.append(presence.element, typing.element, older)
    const announcer = createAnnouncer()
    older.hidden = newer.hidden = empty.hidden = note.hidden = true

    const tell = (text: string): void => {
      note.textContent = text
      note.hidden = text === ''
    }
    let me: Me = { name: 'guest', author: null }
    let asking = false
    /** The messages by which moderators muted somebody. */
    let mutedItems: number[] = []
    let ended = false

    const list = createChatList(scroller, {
      model,
      place: this.#place,
      row: (item) =>
        chatRow(item, item.author === me.author, model.speakers, moderates ? moderation(item) : null),
      wantsEarlier: () => void earlier(),
      // On a live connection they are on their way.
      incomplete: (is) => (older.hidden = !is || (model.earlier && connection.link === 'live')),
      unseen: (count) => {
        newer.hidden = count === 0
        newer.textContent = fill(chat.newCount, { n: count })
        newer.ariaLabel = plural(chat.toNew, count)
      },
    })
    const moderate = (intent: Intent): void => {
      void connection.send(intent).then((ack) => {
        if (!ended) tell(ack.ok ? '' : wordsFor(ack.refusal))
      })
    }
    const isMuted = ({ author, muted }: ChatItem): boolean =>
      muted === true || model.items.some((item) => item.author === author && mutedItems.includes(item.id))
    const moderation = ({ id: message, ...item }: ChatItem): Moderation => ({
      flagged: isFlagged(item.text, this.#flagged),
      muted: isMuted({ id: message, ...item }),
      mute: (muted) => moderate(newIntent({ type: 'people/mute', kind: 'message', item: message, muted })),
      hide: (hidden) => moderate(newIntent({ type: 'chat/hide', message, hidden })),
      resetName: () => moderate(newIntent({ type: 'chat/reset-name', message })),
    })
    const guard =
      <A extends unknown[]>(work: (...args: A) => void) =>
      (...args: A): void => {
        try {
          work(...args)
        } catch (error) {
          this.fail(error)
        }
      }
    const draw = guard((changed: number[] = []) => {
      empty.hidden = model.items.length > 0 || connection.link !== 'live' || !model.here
      list.draw(changed)
    })

    async function earlier(): Promise<void> {
      if (asking || connection.link !== 'live') return
      asking = true
      const before = model.oldest
      const news = await connection.query({ query: 'chat/before', item: before })
      asking = false
      if (ended || !news || model.oldest !== before) return
      model.takeHistory(news)
      draw()
    }
    async function queryMe(): Promise<void> {
      const known = await connection.query({ query: 'chat/me' })
      if (ended || !known) return
      const other = known.author !== me.author
      me = known
      compose?.know(me)
      if (other) list.redraw()
    }

    const compose = writes
      ? createCompose(connection, {
          draft: readDraft(talk, 'chat'),
          tell,
          written(text) {
            saveDraft(talk, 'chat', text)
            typing.written(text)
          },
          done: () => void sent(),
          mayAlways: moderates,
        })
      : null
    async function sent(): Promise<void> {
      list.toEnd()
      await queryMe()
    }

    const update = (view: ChatView, _own: undefined, change: ChatChange | undefined): void => {
      const changed = model.take(view, change, `${connection.store.epoch} ${connection.store.seq('chat')}`)
      draw(changed)
      if (!change) return
      announcer.say(
        change.items.filter(({ id }) => !changed.includes(id)),
        me.author,
        model.speakers,
      )
      // This person's own name may have been reset, or may now be shown as a number.
      if (writes && (change.resets || change.speakers)) void queryMe()
    }
    this.replaceChildren(head, middle, ...(compose ? [compose.element] : []), announcer.element)
    const unsubscribe = connection.subscribe('chat', update)
    const unmute = connection.subscribe('people', ({ muted }, own = []) => {
      mutedItems = muted.flatMap(({ kind, item }) => (kind === 'message' ? [item] : []))
      model.takeOwn(own)
      if (moderates) list.redraw()
      draw()
    })
    const unlimit = compose ? connection.subscribe('chatLimit', (limit) => compose.limit(limit)) : () => {}
    const unlink = connection.onLink((link) => {
      this.dataset['link'] = link
      draw()
      if (link === 'live' && writes) void queryMe()
    })
    newer.addEventListener('click', () => {
      list.toEnd()
      scroller.focus()
    })
    scroller.addEventListener('keydown', (event) => {
      if (SCROLL_KEYS.includes(event.key)) event.stopPropagation()
    })

    return () => {
      ended = true
      model.pause()
      unsubscribe()
      unmute()
      unlink()
      unlimit()
      list.close()
      compose?.close()
      presence.close()
      typing.close()
      announcer.close()
    }
  }
}

customElements.define('live-chat', LiveChat)
