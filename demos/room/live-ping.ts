/** <live-ping>: the drawn laptops light up as round trips of the room's browsers complete. */
import './live-ping.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { around, fill, plural, words } from '../../client/words.ts'
import { browsersIn, make, showsTheRoom } from '../parts.ts'

const EVERY_MS = 2000
/** The maximum number of pings per second for the whole room. */
const ROOM_PER_SECOND = 500
/** A tick's pulses are spread over the time until the next tick. */
const SPREAD_MS = 450
const PULSE_MS = 800

class LivePing extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, role }: LiveContext): () => void {
    const own = make('b', 'live-own', '…')
    const all = make('span', 'live-all')
    const say = words.exhibits.browsers
    const line = make('p', 'live-words')
    // The projector does not show a round trip of its own, only the room's.
    if (!showsTheRoom(role)) line.append(...around(say.thereAndBack, { time: own }), ' ')
    line.append(all)
    this.append(...this.stillCopy(), line)
    const screens = drawScreens(this.querySelector('svg'))
    const calm = matchMedia('(prefers-reduced-motion: reduce)')

    let pinged = 0
    let browsers = 1
    const unwatch = connection.listen('room', (news) => {
      browsers = news.browsers
      pinged += news.pings
      all.textContent = plural(say.trips, pinged, { browsers: browsersIn(news) })
      if (!calm.matches) light(screens, news.pings)
    })

    let timer: ReturnType<typeof setTimeout>
    let over = false
    const ping = async (): Promise<void> => {
      const answer = await connection.probe()
      if (over) return
      own.textContent = answer ? fill(say.ms, { n: Math.max(1, Math.round(answer.roundTripMs)) }) : say.silent
      const pause = Math.max(EVERY_MS, (browsers / ROOM_PER_SECOND) * 1000)
      timer = setTimeout(() => void ping(), pause * (0.75 + Math.random() / 2))
    }
    void ping()
    return () => {
      over = true
      clearTimeout(timer)
      unwatch()
    }
  }
}

/** A screen over each laptop of the drawing, dark at first. */
function drawScreens(svg: SVGSVGElement | null): SVGRectElement[] {
  const uses = [...(svg?.querySelectorAll('use') ?? [])]
  const laptop = uses.at(-1)?.getAttribute('href')
  return uses
    .filter((use) => use.getAttribute('href') === laptop)
    .map((use) => {
      const screen = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
      const at = (name: 'x' | 'y'): number => Number(use.getAttribute(name))
      const box = { x: at('x') - 46, y: at('y') - 42, width: 92, height: 62, rx: 6 }
      for (const [name, value] of Object.entries(box)) screen.setAttribute(name, String(value))
      screen.classList.add('hot', 'live-screen')
      use.after(screen)
      return screen
    })
}

/** Lights random laptops: as many as there are pulses, at most all of them. */
function light(screens: SVGRectElement[], pulses: number): void {
  const shuffled = screens.toSorted(() => Math.random() - 0.5)
  for (const screen of shuffled.slice(0, pulses)) {
    const delay = Math.random() * SPREAD_MS
    screen.animate({ opacity: [0, 1, 0] }, { duration: PULSE_MS, delay, easing: 'ease-out' })
  }
}

customElements.define('live-ping', LivePing)
