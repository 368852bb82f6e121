/** The views of a handshake, one per slide about it. Each view works on the still in its box. */
import type { Connection, Head } from '../../protocol/exhibit.ts'
import type { Role } from '../../protocol/role.ts'
import { around, fill, words } from '../../client/words.ts'
import { accept } from './accept.ts'
import { forScreen, headerLines } from './header-lines.ts'

/** Draws into the box; returns a function that ends its timers and observers, if it has any. */
export type View = (box: HTMLElement, connection: Connection, role: Role) => (() => void) | undefined

const MATTERS = /^(?:upgrade|connection|sec-websocket-.*)$/i
const matters = (name: string): boolean => MATTERS.test(name)

/** The request, beside the still's drawing. */
export const showRequest: View = (box, { handshake }, role) => {
  if (!handshake) return sayPolling(box)
  const label = words.exhibits.handshake.request
  const lines = headerLines(forScreen(handshake.request, role), { label, matters })
  for (const code of box.querySelectorAll('pre')) code.remove()
  box.prepend(lines)
}

/** `lines`: the request; each line is highlighted together with the row that explains it. */
export const showLines: View = (box, { handshake }, role) => {
  if (!handshake) return sayPolling(box)
  const label = words.exhibits.handshake.request
  const lines = headerLines(forScreen(handshake.request, role), { label, matters })
  const rows = [...box.querySelectorAll<HTMLElement>('.rows > div')]
  for (const row of rows) {
    const name = nameOf(row)
    row.querySelector('dt code')?.replaceChildren(name)
    if (!find(handshake.request, name))
      row.querySelector('dd')?.append(` ${words.exhibits.handshake.notSent}`)
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
  const lines = headerLines(forScreen(handshake.answer, role), {
    label: words.exhibits.handshake.response,
  })
  const note = document.createElement('p')
  note.className = 'exhibit-note open-for'
  const time = document.createElement('b')
  time.role = 'timer'
  note.append(...around(words.exhibits.handshake.openFor, { time }))
  box.replaceChildren(lines, note)
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
    if (dt && value === key) dt.textContent = words.exhibits.handshake.yourKey
    if (row.querySelector('mark')) row.querySelector('dd')?.append(' ', verdictOf(answered === base64))
  }
}

function verdictOf(equal: boolean): HTMLElement {
  const { same, differs } = words.exhibits.handshake
  const verdict = document.createElement('span')
  verdict.className = 'verdict'
  verdict.textContent = equal ? same : differs
  return verdict
}

/** `scheme`: which of the two schemes this page uses. */
export const showScheme: View = (box, { transport }) => {
  const secure = location.protocol === 'https:'
  const note = document.createElement('p')
  note.className = 'exhibit-note'
  const scheme = document.createElement('code')
  scheme.dir = 'ltr'
  const { on, neither } = words.exhibits.handshake
  const isSocket = transport === 'websocket'
  scheme.textContent = isSocket
    ? `${secure ? 'wss' : 'ws'}://${location.host}/socket.io/`
    : `${location.protocol}//`
  note.append(...around(isSocket ? on : neither, { scheme }))
  box.replaceChildren(note)
}

/** The still stays, because it is true for everybody. */
function sayPolling(box: HTMLElement): undefined {
  const note = document.createElement('p')
  note.className = 'exhibit-note'
  note.textContent = words.exhibits.handshake.polling
  box.append(note)
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
  const { exhibits } = words
  const parts = [
    [Math.floor(seconds / 3600), exhibits.hours],
    [Math.floor(seconds / 60) % 60, exhibits.minutes],
    [seconds % 60, exhibits.seconds],
  ] as const
  const from = parts.findIndex(([value]) => value > 0)
  return parts
    .slice(from === -1 ? 2 : from)
    .map(([n, unit]) => fill(unit, { n }))
    .join(' ')
}
