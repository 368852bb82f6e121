/** The dialog in which a moderator replies to a question and chooses its tags. */
import './question-edit.css'
import { MAX_REPLY } from '../../protocol/features/questions-slice.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { make } from '../parts.ts'
import { words } from '../../client/words.ts'

interface Edit {
  reply: string
  tags: string[]
}

/** `roomTags` are those that the room may use. Calls back if the moderator saves. */
export function editQuestion(
  { text, reply = '', tags = [] }: QuestionItem,
  roomTags: readonly string[],
  save: (edit: Edit) => void,
): void {
  const { questions, cancel: cancelWord, save: saveWord } = words.elements
  const dialog = make('dialog', 'question-edit')
  dialog.ariaLabel = questions.replyAndTags
  const question = make('p', 'question-edit-text', text)
  question.dir = 'auto'
  const field = make('textarea')
  field.dir = 'auto'
  field.rows = 3
  field.maxLength = MAX_REPLY
  field.value = reply
  const label = make('label', '', questions.reply)
  label.append(field)
  const chosen = new Set(tags)
  const choices = make('div', 'question-edit-row')
  choices.role = 'group'
  choices.ariaLabel = questions.tags
  choices.hidden = roomTags.length === 0
  for (const tag of roomTags) {
    const choice = button('')
    choice.append(make('bdi', '', tag))
    choice.ariaPressed = String(chosen.has(tag))
    choice.addEventListener('click', () => {
      if (!chosen.delete(tag)) chosen.add(tag)
      choice.ariaPressed = String(chosen.has(tag))
    })
    choices.append(choice)
  }
  const cancel = button(cancelWord)
  const done = button(saveWord, 'primary')
  const answers = make('div', 'question-edit-row question-edit-answers')
  answers.append(cancel, done)
  cancel.addEventListener('click', () => dialog.close())
  done.addEventListener('click', () => {
    save({ reply: field.value, tags: [...chosen] })
    dialog.close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  dialog.append(question, label, choices, answers)
  document.body.append(dialog)
  dialog.showModal()
  field.focus()
}

function button(word: string, more = ''): HTMLButtonElement {
  const made = make('button', `button ${more}`, word)
  made.type = 'button'
  return made
}
