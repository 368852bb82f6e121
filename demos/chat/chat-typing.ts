/** People who are typing, in one line: sent to the server while this person types, shown for everybody else. */
import type { Connection } from '../../client/connection/connection.ts'
import { TYPING_AGAIN_MS, TYPING_FADES_MS, type TypingNews } from '../../protocol/typing.ts'
import { make } from '../parts.ts'
import { around, plural, words } from '../../client/words.ts'

/** For this long, the signal may still count a person who has just stopped. */
const ECHO_MS = 1500

export interface Typing {
  element: HTMLElement
  /** The present text of the row; empty when it was sent or cleared. */
  written(text: string): void
  close(): void
}

/** `own` is this person's number in the chat, if they have one. */
export function createTyping(connection: Connection, own: () => number | null): Typing {
  // Not a live region: a screen reader can find it, and is not interrupted by it.
  const element = make('p', 'chat-typing')
  let news: TypingNews = { count: 0, names: [] }
  let toldAt = -Infinity
  let telling = false
  let mayEcho = false
  let echo: ReturnType<typeof setTimeout> | undefined

  function render(): void {
    const others = news.names.filter(({ author }) => author !== own())
    const me = mayEcho || others.length < news.names.length
    const line = typingWords(
      news.count - Number(me),
      others.map(({ name }) => name),
    )
    element.replaceChildren(...line.map((part, i) => (i % 2 === 1 ? make('bdi', '', part) : part)))
  }

  function stop(after: number): void {
    clearTimeout(echo)
    echo = setTimeout(() => {
      mayEcho = telling = false
      render()
    }, after)
  }

  function tell(on: boolean): void {
    telling = on
    toldAt = performance.now()
    void connection.query({ query: 'chat/typing', on })
  }

  const unwatch = connection.listen('typing', (heard) => {
    news = heard
    render()
  })
  const unlink = connection.onLink((link) => {
    if (link === 'live') return
    news = { count: 0, names: [] }
    render()
  })
  return {
    element,
    written(text) {
      if (text === '') {
        if (telling) tell(false)
        return stop(ECHO_MS)
      }
      if (!telling || performance.now() - toldAt >= TYPING_AGAIN_MS) tell(true)
      mayEcho = true
      stop(TYPING_FADES_MS + ECHO_MS)
    },
    close() {
      if (telling) tell(false)
      clearTimeout(echo)
      unwatch()
      unlink()
    },
  }
}

/** Text, a name, text, a name, text. There is no name when nobody who types has one. Nothing when nobody types. */
export function typingWords(count: number, names: string[]): string[] {
  const [first = '', second] = names
  if (count <= 0) return []
  const { chat } = words.elements
  if (first === '') return [count === 1 ? chat.somebodyWrites : plural(chat.peopleWrite, count)]
  if (count === 1) return around(chat.oneWrites, { name: first })
  if (count === 2 && second !== undefined) return around(chat.twoWrite, { name: first, other: second })
  return around(plural(chat.othersWrite, count - 1, { name: '{name}' }), { name: first })
}
