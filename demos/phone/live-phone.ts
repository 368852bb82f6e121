/** <live-phone>: a small deck of one's own, moved by phone; on the stage, the wall of all decks. */
import './live-phone.css'
import { readBoot } from '../../client/boot.ts'
import { joinCode } from '../../client/join-address.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Query } from '../../protocol/queries.ts'
import {
  MAX_SANDBOXES,
  SANDBOX_SLIDES,
  type SandboxAnswer,
  type SandboxView,
} from '../../protocol/sandbox.ts'
import { around, fill, plural, words } from '../../client/words.ts'
import { make, showsTheRoom } from '../parts.ts'

/** The minimum time between two updates of the dot. */
const STEER_MS = 100
/** Degrees of tilt that move the dot to the edge. */
const TILT = 35
/** The angle of a phone when the dot is in the middle. */
const HELD = 40
const KEY_STEP = 0.15

type Move = 'next' | 'prev'

type Why = Extract<SandboxAnswer, { ok: false }>['why']

function whyNot(why: Why): string {
  const { phone } = words.exhibits
  return {
    full: fill(phone.full, { n: MAX_SANDBOXES }),
    often: phone.often,
    'no-cookie': phone.noCookie,
    ended: phone.ended,
    'moved-on': phone.movedOn,
    'at-end': phone.atEnd,
    'at-start': phone.atStart,
  }[why]
}

customElements.define(
  'live-phone',
  class extends LiveElement {
    static override readonly wordParts = ['elements', 'exhibits'] as const

    /** A visitor who has a deck keeps it when the slide comes back. */
    #begun = false

    protected show(context: LiveContext): () => void {
      if (showsTheRoom(context.role)) return this.#showWall(context)
      if (this.#begun || !this.closest('section')) return this.#showRemote(context)
      // In a full room, all decks would be in use if each phone opened one automatically.
      this.dataset['view'] = 'start'
      const start = make('button', 'button primary phone-start', words.exhibits.phone.get)
      start.addEventListener('click', () => {
        undo = this.#showRemote(context)
      })
      this.append(make('p', 'phone-title', words.exhibits.phone.title), start)
      let undo = (): void => {}
      return () => undo()
    }

    #showWall({ talk, role, room: connection }: LiveContext): () => void {
      this.dataset['view'] = 'wall'
      const code = make('img', 'phone-code')
      code.alt = words.exhibits.phone.code
      const call = make('div', 'phone-call')
      const address = make('p', 'phone-address')
      address.dir = 'ltr'
      const name = (joinUrl: string): void => {
        const url = new URL(`/${talk}/demos/phone`, joinUrl)
        code.src = joinCode(`/${talk}/demos/phone.svg`, joinUrl)
        // Breaks the address only after slashes.
        const parts = (url.host + url.pathname).split(/(?<=\/)/)
        address.replaceChildren(...parts.flatMap((part) => [part, document.createElement('wbr')]))
      }
      name(readBoot().joinUrl)
      // The room reads the address from the stage.
      const undoAddress = role === 'stage' ? connection.listen('address', ({ url }) => name(url)) : undefined
      const count = make('p', 'phone-count')
      call.append(make('p', 'phone-title', words.exhibits.phone.title), code, address, count)
      const wall = make('ol', 'phone-wall')
      wall.ariaLabel = words.exhibits.phone.wall
      this.append(call, wall)

      const decks = new Map<number, { view: SandboxView; tile: HTMLElement }>()
      const undoDecks = connection.listen('sandboxes', (news) => {
        for (const view of news.changed) {
          const known = decks.get(view.number)
          const tile = known?.tile ?? make('li', 'phone-deck')
          decks.set(view.number, { view, tile })
          drawSlide(tile, view)
          if (known && known.view.moves !== view.moves) pulse(tile)
        }
        for (const number of decks.keys()) if (!news.wall.includes(number)) decks.delete(number)
        const tiles = news.wall.flatMap((number) => decks.get(number)?.tile ?? [])
        // Moves only tiles in the wrong place, because a re-inserted tile restarts its pulse.
        if (tiles.some((tile, i) => wall.children[i] !== tile) || tiles.length !== wall.children.length)
          wall.replaceChildren(...tiles)
        wall.dataset['columns'] = String(Math.min(4, Math.ceil(Math.sqrt(tiles.length))))
        const others = news.total - tiles.length
        const { phone } = words.exhibits
        const all = plural(phone.decks, news.total)
        count.textContent =
          news.total === 0 ? phone.nobody : others > 0 ? fill(phone.others, { decks: all, n: others }) : all
      })
      return () => {
        undoAddress?.()
        undoDecks()
      }
    }

    #showRemote({ room: connection }: LiveContext): () => void {
      this.#begun = true
      this.dataset['view'] = 'remote'
      let over = false
      let mine: SandboxView | undefined
      let busy = false
      const { phone } = words.exhibits
      const slide = make('div', 'phone-deck phone-mine')
      slide.tabIndex = 0
      slide.role = 'group'
      slide.ariaLabel = phone.yours
      const say = make('p', 'phone-say')
      say.role = 'status'
      const prev = make('button', 'button phone-key', phone.prev)
      const next = make('button', 'button primary phone-key', phone.next)
      const again = make('button', 'button phone-key', phone.again)
      const keys = make('div', 'phone-keys')
      keys.append(prev, next)
      const remote = make('div', 'phone-remote')
      remote.append(slide, say, keys)
      this.replaceChildren(remote)

      const ask = async (
        question: Query<'sandbox/open' | 'sandbox/move'>,
        then?: (moved: SandboxView) => string,
      ): Promise<void> => {
        if (busy) return
        busy = true
        keys.ariaBusy = 'true'
        const answer = await connection.query(question)
        busy = false
        keys.ariaBusy = 'false'
        if (over) return
        if (answer && 'sandbox' in answer) draw(answer.sandbox)
        const gone = answer?.ok === false && !('sandbox' in answer)
        keys.replaceChildren(...(gone || !mine ? [again] : [prev, next]))
        slide.hidden = gone || !mine
        say.textContent = answer
          ? answer.ok
            ? (then?.(answer.sandbox) ?? '')
            : whyNot(answer.why)
          : words.exhibits.cycle.silent
      }
      const draw = (view: SandboxView): void => {
        // The answer is older than the finger's current position.
        mine = want || steering ? { ...view, dot: mine?.dot ?? view.dot } : view
        drawSlide(slide, mine)
      }
      const open = (): Promise<void> =>
        ask({ query: 'sandbox/open' }, ({ number }) => fill(phone.isYours, { number: String(number) }))
      const move = (to: Move): void => {
        if (!mine) return
        navigator.vibrate?.(12)
        const from = mine.at
        void ask({ query: 'sandbox/move', move: to, from }, ({ at }) => {
          const last = at.h === SANDBOX_SLIDES.length - 1
          return fill(last ? phone.atLast : phone.at, { n: at.h + 1, count: SANDBOX_SLIDES.length })
        })
      }
      prev.addEventListener('click', () => move('prev'))
      next.addEventListener('click', () => move('next'))
      again.addEventListener('click', () => void open())

      let want: { x: number; y: number } | undefined
      let steering: ReturnType<typeof setTimeout> | undefined
      const steer = (x: number, y: number): void => {
        if (!mine) return
        want = { x: clamp(x), y: clamp(y) }
        mine = { ...mine, dot: want }
        drawSlide(slide, mine)
        if (!steering) tell()
      }
      const tell = (): void => {
        steering = undefined
        if (!want) return
        void connection.query({ query: 'sandbox/tilt', ...want })
        want = undefined
        steering = setTimeout(tell, STEER_MS)
      }
      const point = ({ clientX, clientY }: PointerEvent): void => {
        const box = slide.getBoundingClientRect()
        steer(((clientX - box.left) / box.width) * 2 - 1, ((clientY - box.top) / box.height) * 2 - 1)
      }
      slide.addEventListener('pointerdown', (event) => {
        // The page would treat it as a swipe through the talk.
        event.stopPropagation()
        slide.setPointerCapture(event.pointerId)
        point(event)
      })
      slide.addEventListener('pointermove', (event) => {
        if (slide.hasPointerCapture(event.pointerId)) point(event)
      })
      slide.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
          event.key
        ]
        if (!step) return
        event.preventDefault()
        event.stopPropagation()
        const { x, y } = mine?.dot ?? { x: 0, y: 0 }
        steer(x + (step[0] ?? 0) * KEY_STEP, y + (step[1] ?? 0) * KEY_STEP)
      })

      const tilted = ({ beta, gamma }: DeviceOrientationEvent): void => {
        if (beta !== null && gamma !== null) steer(gamma / TILT, (beta - HELD) / TILT)
      }
      if (mayTilt()) {
        const tilt = make('button', 'button phone-tilt', phone.tilt)
        tilt.addEventListener('click', () => void allowTilt().then(granted))
        const granted = (yes: boolean): void => {
          if (over) return
          tilt.remove()
          if (yes) addEventListener('deviceorientation', tilted)
          say.textContent = yes ? phone.tilts : phone.noTilt
        }
        remote.append(tilt)
      }
      // After a reconnect, too, because the deck may have been moved in another window.
      const unlink = connection.onLink((link) => void (link === 'live' && open()))
      return () => {
        over = true
        unlink()
        clearTimeout(steering)
        removeEventListener('deviceorientation', tilted)
      }
    }
  },
)

/** iOS asks the user, but only after a tap; other systems do not ask. */
type Asking = typeof DeviceOrientationEvent & { requestPermission?: () => Promise<string> }

function mayTilt(): boolean {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  return (
    isSecureContext && !calm && matchMedia('(pointer: coarse)').matches && 'DeviceOrientationEvent' in window
  )
}

async function allowTilt(): Promise<boolean> {
  const answer = await (DeviceOrientationEvent as Asking).requestPermission?.().catch(() => 'denied')
  return answer === undefined || answer === 'granted'
}

function drawSlide(into: HTMLElement, { number, at, dot }: SandboxView): void {
  const { phone } = words.exhibits
  const slides = [phone.slide1, phone.slide2, phone.slide3, phone.slide4, phone.slide5, phone.slide6]
  const [title, ...texts] = (slides[at.h] ?? '').split('\n')
  const name = make('span', 'phone-number')
  const digits = document.createTextNode(String(number))
  name.append(
    ...around(phone.deck, { number: digits }).map((part) =>
      typeof part === 'string' ? make('span', 'visually-hidden', part) : part,
    ),
  )
  const lines = texts.map((line, i) => make('p', i <= at.f ? 'phone-line' : 'phone-line unseen', line))
  const parts = [name, make('p', 'phone-heading', title), ...lines]
  into.dataset['slide'] = String(at.h)
  into.style.setProperty('--at', String(at.h))
  if (dot) {
    const mark = make('span', 'phone-dot')
    mark.style.left = `${50 + dot.x * 46}%`
    mark.style.top = `${50 + dot.y * 43}%`
    parts.push(mark)
  }
  into.replaceChildren(...parts)
}

function pulse(tile: HTMLElement): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  const frames = calm ? [{ opacity: 0.6 }, { opacity: 1 }] : [{ scale: 1.06 }, { scale: 1 }]
  tile.animate(frames, { duration: 450, easing: 'ease-out' })
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value))
}
