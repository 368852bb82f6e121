/** The field in which a person asks, with similar questions, a name and tags. */
import type { Connection } from '../../client/connection/connection.ts'
import { newIntent } from '../../client/connection/intents.ts'
import { sendWithCookie } from '../../client/connection/with-cookie.ts'
import { readDraft, saveDraft } from '../../client/drafts.ts'
import type { Outbox } from '../../client/outbox.ts'
import { GUEST, MAX_NAME } from '../../protocol/features/chat-item.ts'
import { MAX_QUESTION } from '../../protocol/features/questions-slice.ts'
import type { QuestionItem, QuestionsView } from '../../protocol/features/questions-view.ts'
import { make, say } from '../parts.ts'
import { similarTo } from './question-similar.ts'
import { votesIn, whyNot } from './question-words.ts'
import { around, fill, plural, words } from '../../client/words.ts'

const DRAFT = 'question'

export interface AskField {
  element: HTMLElement
  /** The settings and the questions that are here. */
  draw(view: QuestionsView, items: readonly QuestionItem[]): void
  /** Puts a text into the field. */
  edit(text: string): void
}

export interface AskParts {
  talk: string
  connection: Connection
  outbox: Outbox
  vote(question: number): void
}

export function createAskField({ talk, connection, outbox, vote }: AskParts): AskField {
  let view: QuestionsView | undefined
  let items: readonly QuestionItem[] = []
  let chosen = new Set<string>()
  let name = ''

  const { questions } = words.elements
  const form = make('form', 'question-ask')
  const field = make('textarea', 'question-field')
  field.ariaLabel = questions.yours
  field.placeholder = questions.ask
  field.maxLength = MAX_QUESTION
  field.rows = 2
  field.dir = 'auto'
  field.enterKeyHint = 'send'
  const note = make('p', 'question-note soft')
  note.role = 'status'
  const similar = make('div', 'question-similar')
  similar.role = 'group'
  similar.ariaLabel = questions.similar
  const tags = make('div', 'question-tags')
  tags.role = 'group'
  tags.ariaLabel = questions.tags
  const named = make('label', 'question-named')
  const isNamed = make('input')
  isNamed.type = 'checkbox'
  const namedWords = make('span', '', questions.withName)
  named.append(isNamed, namedWords)
  const nameField = make('input', 'question-name-field')
  nameField.ariaLabel = questions.yourName
  nameField.placeholder = questions.yourName
  nameField.maxLength = MAX_NAME
  nameField.setAttribute('autocomplete', 'nickname')
  nameField.hidden = true
  const left = make('span', 'question-left soft')
  const send = make('button', 'button primary', questions.send)
  const last = make('div', 'question-last')
  last.append(named, nameField, left, send)
  form.append(field, similar, tags, last, note)

  function written(): void {
    saveDraft(talk, DRAFT, field.value)
    const room = MAX_QUESTION - field.value.length
    left.textContent = room <= 60 ? plural(questions.left, room) : ''
    send.ariaDisabled = String(field.value.trim() === '')
    drawSimilar()
  }

  function drawSimilar(): void {
    const found = similarTo(field.value, items)
    similar.hidden = found.length === 0
    similar.replaceChildren(
      make('p', 'soft', questions.already),
      ...found.map(({ id, text, votes }) => {
        const button = make('button', 'question-alike', text)
        button.type = 'button'
        button.dir = 'auto'
        button.ariaLabel = fill(questions.voteInstead, { text, votes: votesIn(votes) })
        button.addEventListener('click', () => {
          vote(id)
          put('')
          say(note, questions.voted)
          field.focus()
        })
        return button
      }),
    )
  }

  function drawTags(): void {
    const offered = view?.tags ?? []
    chosen = new Set([...chosen].filter((tag) => offered.includes(tag)))
    tags.hidden = offered.length === 0
    tags.replaceChildren(
      ...offered.map((tag) => {
        const button = make('button', 'question-chip')
        button.type = 'button'
        button.append(make('bdi', '', tag))
        button.ariaPressed = String(chosen.has(tag))
        button.addEventListener('click', () => {
          if (!chosen.delete(tag)) chosen.add(tag)
          button.ariaPressed = String(chosen.has(tag))
        })
        return button
      }),
    )
  }

  function put(text: string): void {
    field.value = text
    written()
  }

  async function knowName(): Promise<void> {
    const me = await connection.query({ query: 'chat/me' })
    name = me && me.name !== GUEST ? me.name : ''
    namedWords.replaceChildren(
      ...(name ? around(questions.asName, { name: make('bdi', '', name) }) : [questions.withName]),
    )
    nameField.hidden = !isNamed.checked || name !== ''
  }

  /** The name is that of the chat, so that one person has one name. Returns whether the question may be sent. */
  async function takeName(): Promise<boolean> {
    if (!isNamed.checked || name !== '') return true
    const wanted = nameField.value.trim()
    if (wanted === '') {
      say(note, questions.needsName)
      nameField.focus()
      return false
    }
    const ack = await sendWithCookie(connection, newIntent({ type: 'chat/name', name: wanted }))
    if (ack.ok) await knowName()
    else say(note, whyNot(ack.refusal))
    return ack.ok
  }

  async function submit(): Promise<void> {
    const text = field.value.trim()
    if (text === '' || !(await takeName())) return
    const about = { tags: [...chosen], named: isNamed.checked }
    outbox.send(newIntent({ type: 'question/ask', text, ...about }))
    put('')
    say(note, '')
    field.focus()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  field.addEventListener('focus', () => form.classList.add('open'))
  field.addEventListener('input', written)
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  isNamed.addEventListener('change', () => void knowName())
  put(readDraft(talk, DRAFT))
  form.classList.toggle('open', field.value !== '')

  return {
    element: form,
    draw(now, known) {
      const changed = JSON.stringify(now.tags) !== JSON.stringify(view?.tags)
      view = now
      items = known
      if (changed) drawTags()
      form.hidden = now.mode === 'closed'
    },
    edit(text) {
      put(text)
      field.focus()
    },
  }
}
