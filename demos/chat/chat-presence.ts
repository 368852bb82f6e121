/** Presence in one line: how many people, how many joined or left lately, and whether the connection is live. */
import type { Connection } from '../../client/connection/connection.ts'
import { plural, words } from '../../client/words.ts'

/** Joins and leaves within this time are combined. */
const SUM_UP_MS = 10_000

export interface Presence {
  element: HTMLElement
  close(): void
}

export function createPresence(connection: Connection): Presence {
  const element = document.createElement('p')
  element.className = 'chat-presence'
  let browsers: number | undefined
  let before = 0
  let due: ReturnType<typeof setTimeout> | undefined

  function render(): void {
    const link =
      connection.link === 'live'
        ? ''
        : connection.link === 'refused'
          ? words.elements.chat.notConnected
          : words.elements.chat.reconnecting
    element.textContent = link === '' ? presenceWords(browsers, before) : link
    element.classList.toggle('lost', link !== '' && connection.link !== 'connecting')
  }
  const unwatch = connection.listen('room', (news) => {
    if (browsers === news.browsers) return
    if (browsers === undefined) before = news.browsers
    browsers = news.browsers
    due ??= setTimeout(() => {
      due = undefined
      before = browsers ?? 0
      render()
    }, SUM_UP_MS)
    render()
  })
  const unlink = connection.onLink(render)
  return {
    element,
    close() {
      clearTimeout(due)
      unwatch()
      unlink()
    },
  }
}

/** `before`: the number of browsers in the previous summary. */
export function presenceWords(browsers: number | undefined, before: number): string {
  const { chat } = words.elements
  if (browsers === undefined) return chat.everybody
  const more = browsers - before
  const here = plural(chat.here, browsers)
  if (more === 0) return here
  return `${here} · ${more > 0 ? plural(chat.joined, more) : plural(chat.left, -more)}`
}
