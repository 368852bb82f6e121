/** The panel beside the slides: the chat and the questions, if the talk has any. */
import { byId } from '../../client/element.ts'
import { words } from '../../client/words.ts'
import type { Recording } from '../../protocol/replay/recording.ts'

const PARTS = [
  { channel: 'chat', tag: 'live-chat' },
  { channel: 'questions', tag: 'live-questions' },
] as const

export function createRoomPanel({ changes }: Recording): void {
  const used = PARTS.filter(({ channel }) =>
    changes.some(
      ([, name, change]) => name === channel && ((change as { items?: unknown[] }).items?.length ?? 0) > 0,
    ),
  )
  if (used.length === 0) return
  const panel = byId('room')
  for (const { tag, channel } of used) {
    // Inside a <section>, an element waits until its slide shows.
    const part = document.createElement('div')
    part.role = 'region'
    part.ariaLabel = words.replay[channel]
    part.tabIndex = 0
    part.append(document.createElement(tag))
    panel.append(part)
  }
  const toggle = byId('show-room')
  toggle.hidden = false
  const show = (on: boolean): void => {
    panel.hidden = !on
    toggle.ariaExpanded = String(on)
    // reveal.js measures its space when the window changes.
    dispatchEvent(new Event('resize'))
  }
  toggle.addEventListener('click', () => show(panel.hidden === true))
  show(matchMedia('(min-width: 64rem)').matches)
}
