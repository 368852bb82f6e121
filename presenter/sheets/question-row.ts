/** One question on the phone's sheet: its text and votes, and the buttons that moderate it. */
import { fill, plural, words } from '../../client/words.ts'
import { looksLikeSpeaker } from '../../protocol/features/chat-names.ts'
import { MAX_REPLY } from '../../protocol/features/questions-slice.ts'
import type { QuestionItem, QuestionsView } from '../../protocol/features/questions-view.ts'
import { flaggedMark } from '../../demos/flagged.ts'
import { el, setText } from '../dom/dom.ts'
import { createTagButtons } from './question-tags.ts'
import type { SheetContext } from './feature-sheets.ts'

export interface QuestionRow {
  element: HTMLElement
  draw(item: QuestionItem, now: RowState): void
}

export interface RowState {
  /** The stage shows it. */
  onStage: boolean
  /** The names of paired browsers, and the tags that the room may use. */
  room: Pick<QuestionsView, 'speakers' | 'tags'>
  /** It contains one of the deck's words. */
  flagged: boolean
}

/** A row stays while its question is listed, so that nothing moves under a thumb and a reply is not lost. */
export function createQuestionRow(question: number, press: SheetContext['press']): QuestionRow {
  const { questions: known } = words.phone
  const { questions: ofRoom } = words.elements
  const text = el('p', { dir: 'auto', class: 'waiting-text' })
  const about = el('p', { class: 'soft' })
  const mark = flaggedMark()
  const reply = el('p', { dir: 'auto', class: 'question-reply' })
  const main = el('div', { class: 'question-buttons' })
  const field = el('textarea', {
    rows: '2',
    dir: 'auto',
    maxlength: String(MAX_REPLY),
    'aria-label': known.reply,
    placeholder: known.writeReply,
  })
  const summary = el('summary', { class: 'button' }, words.phone.more.title)
  const more = el('div', { class: 'question-buttons' })
  const tags = createTagButtons((wanted) => press({ type: 'question/tag', question, tags: wanted }))
  const details = el('details', {}, summary, field, more, tags.element)
  const element = el('li', {}, mark, text, about, reply, main, details)

  const stage = button('', () => {
    const item = String(question)
    return isOnStage
      ? press({ type: 'spotlight/clear' })
      : press({ type: 'spotlight/show', kind: 'question', item })
  })
  const answer = button('', () => press({ type: 'question/answer', question, answered: !isAnswered }))
  const show = button(words.elements.show, () => press({ type: 'question/show', question, shown: true }))
  const reject = button(ofRoom.reject, () => press({ type: 'question/show', question, shown: false }))
  const hide = button(words.elements.hide, () => press({ type: 'question/show', question, shown: false }))
  const send = button(known.reply, () => press({ type: 'question/reply', question, text: field.value }))
  const mute = button(known.muteAuthor, () =>
    press({ type: 'people/mute', kind: 'question', item: question, muted: true }),
  )
  const remove = button(ofRoom.delete, () => press({ type: 'question/delete', question }))
  main.append(reject.element, show.element, stage.element, answer.element)
  more.append(send.element, hide.element, mute.element, remove.element)
  let isOnStage = false
  let isAnswered = false

  return {
    element,
    draw(item, { onStage, room, flagged }) {
      isOnStage = onStage
      isAnswered = item.answered === true
      const { state } = item
      element.classList.toggle('answered', isAnswered)
      setText(text, item.text)
      setText(about, aboutWords(item, room.speakers))
      mark.hidden = !flagged
      tags.draw(room.tags, item)
      mute.element.hidden = item.paired === true
      setText(reply, item.reply ?? '')
      reply.hidden = item.reply === undefined
      reject.element.hidden = state !== 'held'
      show.element.hidden = state === undefined
      stage.element.hidden = answer.element.hidden = state !== undefined
      hide.element.hidden = state !== undefined
      setText(stage.word, onStage ? known.onStage : ofRoom.toStage)
      stage.element.setAttribute('aria-pressed', String(onStage))
      setText(answer.word, isAnswered ? ofRoom.answered : known.markAnswered)
      answer.element.setAttribute('aria-pressed', String(isAnswered))
      for (const { of } of [stage, answer, show, reject, hide, send, mute, remove])
        setText(of, ` ${fill(known.thisQuestion, { text: item.text })}`)
    },
  }
}

function aboutWords(
  { votes, name, paired, tags = [], state }: QuestionItem,
  speakers: readonly string[],
): string {
  const who =
    name === undefined || (!paired && looksLikeSpeaker(name, speakers)) ? words.elements.guest : name
  return [
    plural(words.elements.votes, votes),
    who,
    ...tags,
    ...(state === 'hidden' ? [words.phone.questions.hidden] : []),
  ].join(' · ')
}

interface RowButton {
  element: HTMLButtonElement
  word: HTMLElement
  /** Which question, for a screen reader. */
  of: HTMLElement
}

/** Until the talk has answered, a second tap does nothing. */
function button(label: string, act: () => Promise<boolean>): RowButton {
  const word = el('span', {}, label)
  const of = el('span', { class: 'visually-hidden' })
  const element = el('button', { type: 'button', class: 'button' }, word, of)
  element.addEventListener('click', () => {
    if (element.ariaDisabled === 'true') return
    element.ariaDisabled = 'true'
    void act().then(() => (element.ariaDisabled = 'false'))
  })
  return { element, word, of }
}
