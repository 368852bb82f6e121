/** <live-phone>: a small deck of one's own, moved by phone; on the stage, the wall of all decks. */
import './live-phone.css'
import { readBoot } from '../../client/boot.ts'
import { joinCode } from '../../client/join-address.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { Query } from '../../protocol/queries.ts'
import { MAX_SANDBOXES, SANDBOX_SLIDES, type SandboxView } from '../../protocol/sandbox.ts'
import { make, showsTheRoom } from '../parts.ts'

/** The minimum time between two updates of the dot. */
const STEER_MS = 100
/** Degrees of tilt that move the dot to the edge. */
const TILT = 35
/** The angle of a phone when the dot is in the middle. */
const HELD = 40
const KEY_STEP = 0.15
const TITLE = 'Use the phone, Josh.'

type Move = 'next' | 'prev'

const WORDS = {
  full: `All ${MAX_SANDBOXES} decks are in use, or all that one network may use. Try again when somebody has left.`,
  often: 'Too many decks were requested from your network. Try again in a few seconds.',
  'no-cookie': 'A deck of your own needs a cookie, which this browser does not keep.',
  ended: 'Your deck has ended: it was not used for 15 minutes, or its page was closed.',
  'moved-on': 'It had already moved. This is its current slide.',
  'at-end': 'That was the last slide.',
  'at-start': 'This is the first slide.',
  silent: 'The server did not answer. Try again.',
}

customElements.define(
  'live-phone',
  class extends LiveElement {
    /** A visitor who has a deck keeps it when the slide comes back. */
    #begun = false

    protected show(context: LiveContext): () => void {
      if (showsTheRoom(context.role)) return this.#showWall(context)
      if (this.#begun || !this.closest('section')) return this.#showRemote(context)
      // In a full room, all decks would be in use if each phone opened one automatically.
      this.dataset['view'] = 'start'
      const start = make('button', 'button primary phone-start', 'Get a deck of your own')
      start.addEventListener('click', () => {
        undo = this.#showRemote(context)
      })
      this.append(make('p', 'phone-title', TITLE), start)
      let undo = (): void => {}
      return () => undo()
    }

    #showWall({ talk, role, room: connection }: LiveContext): () => void {
      this.dataset['view'] = 'wall'
      const code = make('img', 'phone-code')
      code.alt = 'QR code of the page below'
      const call = make('div', 'phone-call')
      const address = make('p', 'phone-address')
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
      call.append(make('p', 'phone-title', TITLE), code, address, count)
      const wall = make('ol', 'phone-wall')
      wall.ariaLabel = 'The decks of this room, newest first'
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
        count.textContent =
          news.total === 0
            ? 'Nobody yet.'
            : `${news.total} ${news.total === 1 ? 'deck' : 'decks'}${others > 0 ? `, ${others} more than fit` : ''}`
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
      const slide = make('div', 'phone-deck phone-mine')
      slide.tabIndex = 0
      slide.role = 'group'
      slide.ariaLabel = 'Your deck. The arrow keys steer the dot.'
      const say = make('p', 'phone-say')
      say.role = 'status'
      const prev = make('button', 'button phone-key', 'Previous')
      const next = make('button', 'button primary phone-key', 'Next')
      const again = make('button', 'button phone-key', 'Start again')
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
            : WORDS[answer.why]
          : WORDS.silent
      }
      const draw = (view: SandboxView): void => {
        // The answer is older than the finger's current position.
        mine = want || steering ? { ...view, dot: mine?.dot ?? view.dot } : view
        drawSlide(slide, mine)
      }
      const open = (): Promise<void> =>
        ask(
          { query: 'sandbox/open' },
          ({ number }) => `This is your deck, number ${number}. You can also drag on it.`,
        )
      const move = (to: Move): void => {
        if (!mine) return
        navigator.vibrate?.(12)
        const from = mine.at
        void ask({ query: 'sandbox/move', move: to, from }, ({ at }) => {
          const last = at.h === SANDBOX_SLIDES.length - 1
          return `Slide ${at.h + 1} of ${SANDBOX_SLIDES.length}${last ? ', the last one' : ''}`
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
        const tilt = make('button', 'button phone-tilt', 'Tilt to steer the dot')
        tilt.addEventListener('click', () => void allowTilt().then(granted))
        const granted = (yes: boolean): void => {
          if (over) return
          tilt.remove()
          if (yes) addEventListener('deviceorientation', tilted)
          say.textContent = yes ? 'Tilt the phone.' : 'This phone does not share its tilt: drag on the slide.'
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
  const slide = SANDBOX_SLIDES[at.h]
  const name = make('span', 'phone-number')
  name.append(make('span', 'visually-hidden', 'Deck '), String(number))
  const lines = (slide?.lines ?? []).map((line, i) =>
    make('p', i <= at.f ? 'phone-line' : 'phone-line unseen', line),
  )
  const parts = [name, make('p', 'phone-heading', slide?.title ?? ''), ...lines]
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
