/** <live-duplex>: the chat's real traffic on the drawn wires, received or sent, and never both at once. */
import './live-duplex.css'
import { newIntent } from '../../client/connection/intents.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import type { ChatChange, ChatView } from '../../protocol/features/chat-view.ts'
import { wordsFor } from './chat-refusal.ts'
import { createTurns, turnWords, type Direction, type Turn } from './duplex-turns.ts'
import { words } from '../../client/words.ts'
import { make, say, showsTheRoom } from '../parts.ts'

const TURN_MS = 1100
/** Messages that move together; more than these are shown as a number. */
const MOST_DOTS = 6
const WAVE = '👋'

class LiveDuplex extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, role }: LiveContext): () => void {
    // The projector and the speaker's phone show the server's traffic for the whole connection.
    const all = showsTheRoom(role)
    const line = make('p', 'live-words')
    const panel = make('div', 'live-panel')
    panel.append(line)
    this.append(...this.stillCopy(), panel)
    const rows: Record<Direction, Row> = { receive: rowOf(this, 'receive'), send: rowOf(this, 'send') }
    const calm = matchMedia('(prefers-reduced-motion: reduce)')
    const turns = createTurns()
    let timer: ReturnType<typeof setTimeout> | undefined
    let author: number | null = null
    let newest = 0
    let over = false

    const turn = (): void => {
      const now = turns.next()
      timer = now ? setTimeout(turn, TURN_MS) : undefined
      this.dataset['turn'] = now?.direction ?? 'idle'
      for (const [direction, row] of Object.entries(rows)) {
        row.group?.classList.toggle('live-rests', now !== null && now.direction !== direction)
      }
      if (now && !calm.matches) run(rows[now.direction], now)
      say(line, turnWords(now, turns.waiting, all))
    }
    // Messages from before this slide are not animated: they are in the present view and in the first patch.
    let before = connection.store.view.chat ? 2 : 1
    const update = ({ items }: ChatView, _own: undefined, change: ChatChange | undefined): void => {
      const said =
        before > 0 ? [] : (change?.items ?? items).filter(({ id, hidden }) => id > newest && !hidden)
      before = Math.max(0, before - 1)
      newest = items.at(-1)?.id ?? 0
      if (this.dataset['turn'] === undefined) turn()
      if (said.length > 0) void known.then(() => add(said))
    }
    const add = (said: readonly ChatItem[]): void => {
      if (over) return
      const own = said.filter((item) => all || item.author === author).length
      turns.add('receive', own)
      turns.add('send', said.length - own)
      if (turns.now === null) turn()
    }
    const queryMe = async (): Promise<void> => {
      const me = all ? null : await connection.query({ query: 'chat/me' })
      if (me && !over) author = me.author
    }
    /** Messages wait for it, because the first message of a person may come before the number of its author. */
    let known = Promise.resolve()
    const unsubscribe = connection.subscribe('chat', update)
    const unlink = connection.onLink((link) => {
      if (link === 'live') known = known.then(queryMe)
    })
    if (!all) {
      panel.append(
        waveButton(() => {
          const sent = connection.send(newIntent({ type: 'chat/say', text: WAVE }))
          known = known.then(async () => {
            const ack = await sent
            if (!ack.ok && !over) say(line, wordsFor(ack.refusal))
            await queryMe()
          })
          return known
        }),
      )
    }
    return () => {
      over = true
      clearTimeout(timer)
      delete this.dataset['turn']
      unsubscribe()
      unlink()
    }
  }
}

function waveButton(press: () => Promise<void>): HTMLButtonElement {
  const button = make('button', 'button live-wave', words.exhibits.duplex.wave)
  button.type = 'button'
  button.addEventListener('click', () => {
    if (button.ariaDisabled === 'true') return
    button.ariaDisabled = 'true'
    void press().finally(() => (button.ariaDisabled = 'false'))
  })
  // A key that presses the button must not move the slides.
  button.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation()
  })
  return button
}

interface Row {
  group: SVGGElement | null
  wire: SVGPathElement | null
}

function rowOf(inside: Element, direction: Direction): Row {
  const group = inside.querySelector<SVGGElement>(`svg .${direction}`)
  return { group, wire: group?.querySelector<SVGPathElement>('.flow') ?? null }
}

/** Dots along the wire, which remove themselves. */
function run({ group, wire }: Row, { count }: Turn): void {
  if (!group || !wire) return
  const length = wire.getTotalLength()
  const [from, to] = [wire.getPointAtLength(0), wire.getPointAtLength(length)]
  const dots = Math.min(count, MOST_DOTS)
  for (let i = 0; i < dots; i += 1) {
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle')
    dot.classList.add('hot', 'live-message')
    dot.setAttribute('r', '13')
    group.append(dot)
    const frames = [from, to].map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }))
    const delay = (i * TURN_MS * 0.4) / MOST_DOTS
    const running = dot.animate(frames, {
      duration: TURN_MS * 0.55,
      delay,
      fill: 'both',
      easing: 'ease-in-out',
    })
    running.addEventListener('finish', () => dot.remove())
  }
}

customElements.define('live-duplex', LiveDuplex)
