/** The form in which a participant chooses a nickname, or plays without one. */
import type { Connection } from '../../client/connection/connection.ts'
import { newIntent } from '../../client/connection/intents.ts'
import { sendWithCookie } from '../../client/connection/with-cookie.ts'
import { readDraft, saveDraft } from '../../client/drafts.ts'
import { MAX_NICKNAME } from '../../protocol/features/quiz-nickname.ts'
import type { Refusal } from '../../protocol/refusal.ts'
import { make, say } from '../parts.ts'
import { words } from '../../client/words.ts'

const DRAFT = 'nickname'

export interface QuizJoin {
  element: HTMLElement
  close(): void
}

/** `skip` is called if the participant wants no nickname. */
export function createQuizJoin(connection: Connection, talk: string, skip: () => void): QuizJoin {
  const { quiz } = words.elements
  let closed = false
  let busy = false
  const form = make('form', 'quiz-join')
  const label = make('label', '', quiz.nickname)
  const input = make('input')
  input.id = 'quiz-nickname'
  input.maxLength = MAX_NICKNAME
  input.autocomplete = 'off'
  input.enterKeyHint = 'done'
  input.dir = 'auto'
  input.value = readDraft(talk, DRAFT)
  label.htmlFor = input.id
  const join = make('button', 'button primary', quiz.join)
  const without = make('button', 'button', quiz.without)
  without.type = 'button'
  const line = make('p', 'quiz-say')
  line.role = 'status'
  form.append(label, input, join, without, line)

  // What is typed here must not move the slides.
  form.addEventListener('keydown', (event) => event.stopPropagation())
  input.addEventListener('input', () => saveDraft(talk, DRAFT, input.value))
  without.addEventListener('click', skip)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })

  async function submit(): Promise<void> {
    const nickname = input.value.trim()
    if (busy || nickname === '') return input.focus()
    busy = true
    form.ariaBusy = 'true'
    join.ariaDisabled = 'true'
    say(line, quiz.joining)
    const ack = await sendWithCookie(connection, newIntent({ type: 'quiz/join', nickname }))
    busy = false
    if (closed) return
    form.ariaBusy = 'false'
    join.ariaDisabled = 'false'
    say(line, ack.ok ? '' : joinWords(ack.refusal))
    if (!ack.ok) input.select()
  }

  return {
    element: form,
    close() {
      closed = true
    },
  }
}

function joinWords({ code }: Refusal): string {
  const { quiz, noText, noCookie } = words.elements
  if (code === 'name-taken') return quiz.nameTaken
  if (code === 'malformed') return noText
  if (code === 'no-cookie') return noCookie
  if (code === 'paused') return quiz.paused
  return code === 'closed' ? quiz.hasName : quiz.unavailable
}
