/** The chat as a topic: what was said since the last tick, merged; the bigger the room, the longer a tick. */
import { chatFrom, chatSince } from '../../protocol/features/chat-news.ts'
import type { Talk } from '../talk/talk.ts'
import { tickMs } from '../room/ticks.ts'
import type { TopicSource } from '../room/topics.ts'

export function chatTopic(talk: Talk, browsers: () => number): TopicSource<'chat'> {
  return {
    opening: (since) => chatFrom(talk.state.chat, since),
    start(tell) {
      let sent = talk.state.changed.chat
      let due: NodeJS.Timeout | undefined
      const undo = talk.onChange((state) => {
        if (state.changed.chat <= sent) return
        due ??= setTimeout(() => {
          due = undefined
          const news = chatSince(talk.state.chat, sent)
          const known = sent
          sent = talk.state.changed.chat
          tell(news, known)
        }, tickMs(browsers()))
      })
      return () => {
        undo()
        clearTimeout(due)
      }
    },
  }
}
