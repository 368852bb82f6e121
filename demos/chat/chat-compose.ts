/** The row below the chat in which a person writes a message or takes a name. */
import type { Connection } from '../../client/connection/connection.ts'
import { newIntent } from '../../client/connection/intents.ts'
import { sendWithCookie } from '../../client/connection/with-cookie.ts'
import type { Me } from '../../protocol/features/chat-slice.ts'
import { MAX_NAME, MAX_TEXT } from '../../protocol/features/chat-item.ts'
import { CHAT_LIMIT, type ChatLimit } from '../../protocol/features/chat-limit.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import { wordsFor } from './chat-refusal.ts'
import { guestName } from '../people.ts'
import { fill, words } from '../../client/words.ts'

export interface Compose {
  element: HTMLElement
  know(me: Me): void
  /** How much the presenter lets the audience write. */
  limit(limit: ChatLimit): void
  close(): void
}

export interface ComposeParts {
  /** The initial text of the row. */
  draft: string
  /** Shows a sentence to the person; an empty one removes it. */
  tell: (words: string) => void
  /** Called with the message whenever it changes. */
  written: (text: string) => void
  /** Called after each success. */
  done: () => void
  /** This browser is paired: the room's limits do not apply to it. */
  mayAlways: boolean
}

export function createCompose(
  connection: Connection,
  { draft, tell, written, done, mayAlways }: ComposeParts,
): Compose {
  let me: Me = { name: 'guest', author: null }
  let limit = CHAT_LIMIT
  let naming = false
  let message = draft
  /** The intent that is being sent, and the previous one if it got no answer: it can safely be sent again with its id. */
  let pending: Intent | undefined
  let unanswered: Intent | undefined
  let calm: ReturnType<typeof setTimeout> | undefined

  const form = document.createElement('form')
  form.className = 'chat-compose'
  const who = button('chat-me')
  who.type = 'button'
  const input = document.createElement('input')
  input.className = 'chat-input'
  input.autocomplete = 'off'
  input.dir = 'auto'
  const send = button('button primary chat-send')
  const notice = document.createElement('p')
  notice.className = 'chat-limit'
  notice.role = 'status'
  notice.id = 'chat-limit'
  form.append(notice, who, input, send)

  function render(): void {
    const busy = pending !== undefined
    const closed = !limit.open && !mayAlways
    const told = limitWords(limit, mayAlways)
    if (notice.textContent !== told) notice.textContent = told
    notice.hidden = told === ''
    const { chat, cancel, save, send: sendWord } = words.elements
    const name = guestName(me.name)
    who.textContent = naming ? cancel : name
    who.ariaLabel = naming ? chat.cancelName : fill(chat.changeName, { name })
    input.ariaLabel = naming ? chat.yourName : chat.message
    input.placeholder = closed ? '' : naming ? chat.yourName : chat.sayHello
    input.maxLength = naming ? MAX_NAME : MAX_TEXT
    input.enterKeyHint = naming ? 'done' : 'send'
    send.textContent = naming ? save : sendWord
    // Read-only instead of disabled, so that the focus and the phone's keyboard stay.
    input.readOnly = busy || closed
    send.ariaDisabled = String(busy || closed)
    who.ariaDisabled = String(closed)
    form.classList.toggle('closed', closed)
    form.ariaBusy = String(busy)
  }

  function turn(toName: boolean): void {
    if (pending || (!limit.open && !mayAlways)) return
    if (!naming) message = input.value
    naming = toName
    input.value = naming ? (me.author === null ? '' : me.name) : message
    tell('')
    render()
    input.focus()
    if (naming) input.select()
  }

  async function submit(): Promise<void> {
    const text = input.value.trim()
    if (pending || text === '' || (!limit.open && !mayAlways)) return
    const intent = naming
      ? newIntent({ type: 'chat/name', name: text })
      : newIntent({ type: 'chat/say', text })
    const again = unanswered && same(unanswered, intent) ? unanswered : intent
    pending = again
    tell('')
    render()
    const ack = await sendWithCookie(connection, again)
    pending = undefined
    unanswered = !ack.ok && ack.refusal.code === 'unavailable' ? again : undefined
    if (ack.ok) {
      if (naming) {
        me = { ...me, name: text }
        naming = false
        input.value = message
      } else {
        input.value = message = ''
        written('')
      }
      done()
    } else refuse(ack.refusal)
    render()
  }

  function refuse(refusal: Refusal): void {
    tell(wordsFor(refusal))
    clearTimeout(calm)
    if (refusal.retryAfterMs !== undefined) calm = setTimeout(tell, refusal.retryAfterMs, '')
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !naming) return
    event.stopPropagation()
    turn(false)
  })
  input.addEventListener('input', () => {
    if (!naming) written(input.value)
  })
  who.addEventListener('click', () => turn(!naming))
  input.value = draft
  render()

  return {
    element: form,
    know(known) {
      me = known
      render()
    },
    limit(given) {
      limit = given
      if (naming && !limit.open && !mayAlways) {
        naming = false
        input.value = message
      }
      render()
    },
    close: () => clearTimeout(calm),
  }
}

/** The presenter's setting, for people who write; nothing while everybody may write freely. */
function limitWords({ open, slow }: ChatLimit, mayAlways: boolean): string {
  const { chat } = words.elements
  if (!open) return mayAlways ? chat.closedToRoom : chat.closed
  if (slow === 0) return ''
  return fill(mayAlways ? chat.slowForRoom : chat.slow, { seconds: slow })
}

function button(className: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.className = className
  return element
}

function same(a: Intent, b: Intent): boolean {
  return JSON.stringify({ ...a, id: '' }) === JSON.stringify({ ...b, id: '' })
}
