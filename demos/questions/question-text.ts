/** The parts of a question that every screen shows: its text, name, tags, answer. All of it is text from people. */
import { GUEST } from '../../protocol/features/chat-item.ts'
import { looksLikeSpeaker } from '../../protocol/features/chat-names.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { make } from '../parts.ts'
import { guestName } from '../people.ts'
import { words } from '../../client/words.ts'

/** `speakers` are the names of paired browsers; nobody else is shown under one. */
export function questionText(
  { text, name, paired, tags = [], answered, reply }: QuestionItem,
  speakers: readonly string[],
): HTMLElement {
  const all = make('div', 'question-all')
  const asked = make('p', 'question-text', text)
  asked.dir = 'auto'
  all.append(asked)
  const about = make('p', 'question-about soft')
  if (name !== undefined) {
    const shown = !paired && looksLikeSpeaker(name, speakers) ? GUEST : name
    about.append(make('bdi', 'question-name', guestName(shown)))
    if (paired) about.append(' ', make('span', 'question-speaker', words.elements.speaker))
  }
  if (answered) about.append(make('span', 'question-answered', words.elements.questions.answered))
  for (const tag of tags) about.append(make('bdi', 'question-tag', tag))
  if (about.childNodes.length > 0) all.append(about)
  if (reply !== undefined) {
    const answer = make('p', 'question-reply', reply)
    answer.dir = 'auto'
    answer.prepend(make('span', 'question-speaker', words.elements.speaker), ' ')
    all.append(answer)
  }
  return all
}
