/** The chat in the report: what the room saw, without hidden messages. */
import type { ReportContext, ReportPart } from '../report/table.ts'
import { GUEST, withoutName } from './chat-item.ts'
import { nameShown } from './chat-names.ts'
import { authorNumbered, speakersOf, type Chat } from './chat-slice.ts'

export function reportChat(chat: Chat, { muted }: ReportContext): ReportPart {
  const speakers = speakersOf(chat)
  const rows = Array.from(chat.items).flatMap((line) => {
    const author = authorNumbered(chat, line.author)
    if (line.kind !== 'said' || line.hidden || line.muted || (author && muted.has(author.actor))) return []
    const { name, text, at, paired } = withoutName(line, author?.resetAt ?? 0)
    const shown = name === GUEST ? line.author : nameShown(name, line, speakers)
    return [[at, shown, paired ? 'speaker' : null, text]]
  })
  return {
    figures: [{ name: 'messages', value: rows.length }],
    tables: [
      {
        name: 'chat',
        order: 9,
        columns: [
          { key: 'at', kind: 'time' },
          { key: 'name', kind: 'name' },
          { key: 'role', kind: 'word' },
          { key: 'text', kind: 'text' },
        ],
        rows,
      },
    ],
  }
}
