/** The row below the chat in which a person writes a message, or takes a name. */
import { newIntent, type Room } from '../client/connect.ts'
import { MAX_NAME, MAX_TEXT } from '../protocol/features/chat-item.ts'
import type { Intent } from '../protocol/intent.ts'
import type { Refusal } from '../protocol/refusal.ts'
import { wordsFor } from './chat-refusal.ts'

/** What the server knows of this person; `author` is null until they first spoke. */
export interface Me {
  name: string
  author: number | null
}

export interface Compose {
  element: HTMLElement
  /** What is being written, to be kept while the element is off the screen. */
  readonly draft: string
  know(me: Me): void
  close(): void
}

export interface ComposeParts {
  /** What stands in the row at first. */
  draft: string
  /** Shows a sentence to the person; an empty one takes it away. */
  tell: (words: string) => void
  /** Called with the message at every change of it. */
  written: (text: string) => void
  /** Called after each success. */
  done: () => void
}

export function createCompose(room: Room, { draft, tell, written, done }: ComposeParts): Compose {
  let me: Me = { name: 'guest', author: null }
  let naming = false
  let message = draft
  /** On its way; and the one before that had no answer: asking again with its id is safe. */
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
  form.append(who, input, send)

  function render(): void {
    const busy = pending !== undefined
    who.textContent = naming ? 'Cancel' : me.name
    who.ariaLabel = naming ? 'Cancel: keep the name' : `Your name is ${me.name}: change it`
    input.ariaLabel = naming ? 'Your name' : 'Message'
    input.placeholder = naming ? 'Your name' : 'Say hello'
    input.maxLength = naming ? MAX_NAME : MAX_TEXT
    input.enterKeyHint = naming ? 'done' : 'send'
    send.textContent = naming ? 'Save' : 'Send'
    // Read only and not disabled, so that the focus and the phone's keyboard stay.
    input.readOnly = busy
    send.ariaDisabled = String(busy)
    form.ariaBusy = String(busy)
  }

  function turn(toName: boolean): void {
    if (pending) return
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
    if (pending || text === '') return
    const intent = naming
      ? newIntent({ type: 'chat/name', name: text })
      : newIntent({ type: 'chat/say', text })
    const again = unanswered && same(unanswered, intent) ? unanswered : intent
    pending = again
    tell('')
    render()
    const ack = await room.send(again)
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
    get draft() {
      return naming ? message : input.value
    },
    know(known) {
      me = known
      render()
    },
    close: () => clearTimeout(calm),
  }
}

function button(className: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.className = className
  return element
}

function same(a: Intent, b: Intent): boolean {
  return JSON.stringify({ ...a, id: '' }) === JSON.stringify({ ...b, id: '' })
}
