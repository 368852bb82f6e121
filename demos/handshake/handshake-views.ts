/** The views of a handshake, one per slide about it. Each view works on the still in its box. */
import type { Connection, Head } from '../../protocol/exhibit.ts'
import type { Role } from '../../protocol/role.ts'
import { accept } from './accept.ts'
import { forScreen, headerLines } from './header-lines.ts'

/** Draws into the box; returns a function that ends its timers and observers, if it has any. */
export type View = (box: HTMLElement, connection: Connection, role: Role) => (() => void) | undefined

const POLLING =
  'This browser uses long-polling, so it has no handshake to show. This is the example from the standard.'
const MATTERS = /^(?:upgrade|connection|sec-websocket-.*)$/i
const matters = (name: string): boolean => MATTERS.test(name)

/** The request, beside the still's drawing. */
export const showRequest: View = (box, { handshake }, role) => {
  if (!handshake) return sayPolling(box)
  const label = 'The upgrade request of this browser'
  const lines = headerLines(forScreen(handshake.request, role), { label, matters })
  for (const code of box.querySelectorAll('pre')) code.remove()
  box.prepend(lines)
}

/** `lines`: the request; each line is highlighted together with the row that explains it. */
export const showLines: View = (box, { handshake }, role) => {
  if (!handshake) return sayPolling(box)
  const label = 'The upgrade request of this browser'
  const lines = headerLines(forScreen(handshake.request, role), { label, matters })
  const rows = [...box.querySelectorAll<HTMLElement>('.rows > div')]
  for (const row of rows) {
    const name = nameOf(row)
    row.querySelector('dt code')?.replaceChildren(name)
    if (!find(handshake.request, name)) row.querySelector('dd')?.append(' This browser did not send it.')
  }
  box.prepend(lines)

  const light = (): void => {
    const lit = new Set(
      rows.filter((row) => row.matches('.lit, .visible')).map((row) => nameOf(row).toLowerCase()),
    )
    for (const line of lines.children)
      line.classList.toggle('lit', lit.has((line as HTMLElement).dataset['name'] ?? ''))
  }
  light()
  const steps = new MutationObserver(light)
  for (const row of rows) steps.observe(row, { attributes: true, attributeFilter: ['class'] })
  return () => steps.disconnect()
}

/** `answer`: the response, and how long the connection has been open since then. */
export const showAnswer: View = (box, { handshake }, role) => {
  if (!handshake) return sayPolling(box)
  const since = performance.now() - handshake.openMs
  const lines = headerLines(forScreen(handshake.answer, role), { label: 'The answer that this browser got' })
  const words = document.createElement('p')
  words.className = 'exhibit-note open-for'
  const time = document.createElement('b')
  time.role = 'timer'
  words.append('This browser’s connection has been open for ', time, '.')
  box.replaceChildren(lines, words)
  const tick = (): void => {
    time.textContent = duration(performance.now() - since)
  }
  tick()
  const timer = setInterval(tick, 1000)
  return () => clearInterval(timer)
}

/** `accept`: from this browser's own key to the value that the server really sent. */
export const showAccept: View = (box, { handshake }) => {
  if (!handshake) return sayPolling(box)
  const key = find(handshake.request, 'Sec-WebSocket-Key') ?? ''
  const answered = find(handshake.answer, 'Sec-WebSocket-Accept') ?? ''
  const { hex, base64 } = accept(key)
  const values: Record<string, string> = { key, sha1: hex, base64, accept: answered }
  for (const row of box.querySelectorAll('.rows > div')) {
    const dt = row.querySelector('dt')
    const value = values[dt?.textContent?.trim() ?? '']
    if (value !== undefined) row.querySelector('dd mark, dd code:not(:has(mark))')?.replaceChildren(value)
    if (dt && value === key) dt.textContent = 'your key'
    if (row.querySelector('mark')) row.querySelector('dd')?.append(' ', verdict(answered === base64))
  }
}

function verdict(equal: boolean): HTMLElement {
  const words = document.createElement('span')
  words.className = 'verdict'
  words.textContent = equal ? '= what the server sent' : '≠ what the server sent'
  return words
}

/** `scheme`: which of the two schemes this page uses. */
export const showScheme: View = (box, { transport }) => {
  const secure = location.protocol === 'https:'
  const words = document.createElement('p')
  words.className = 'exhibit-note'
  const scheme = document.createElement('code')
  if (transport === 'websocket') {
    scheme.textContent = `${secure ? 'wss' : 'ws'}://${location.host}/socket.io/`
    words.append('This browser is on ', scheme)
  } else {
    scheme.textContent = location.protocol + '//'
    words.append('This browser is on neither: it uses long-polling over ', scheme)
  }
  box.replaceChildren(words)
}

/** The still stays, because it is true for everybody. */
function sayPolling(box: HTMLElement): undefined {
  const words = document.createElement('p')
  words.className = 'exhibit-note'
  words.textContent = POLLING
  box.append(words)
}

function find({ headers }: Head, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1]
}

/** The header that a row explains: the text before the colon. */
function nameOf(row: Element): string {
  return (row.querySelector('dt')?.textContent ?? '').split(':')[0]?.trim() ?? ''
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const from = parts.findIndex(([value]) => value > 0)
  return parts
    .slice(from === -1 ? 2 : from)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ')
}
