/** <live-staleness>: one number of the server, polled and pushed, each with its real age. */
import './live-staleness.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { CountNews } from '../../protocol/room.ts'
import { fill, words } from '../../client/words.ts'
import { count, make } from '../parts.ts'

const POLL_MS = 3000
const DRAW_MS = 100
/** Measured again at this interval, because clocks drift and the first estimate may be from a slow round trip. */
const CLOCK_MS = 10_000
/** The age at which the bar is full. */
const LONGEST_MS = 3500

class LiveStaleness extends LiveElement {
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, talk }: LiveContext): () => void {
    const pushed = new Row('pushed')
    const polled = this.getAttribute('half') === 'pushed' ? undefined : new Row('polled')
    const panel = make('div', 'live-rows')
    panel.append(make('p', 'live-title', words.exhibits.browsers.oneNumber))
    if (polled) panel.append(polled.element)
    panel.append(pushed.element)
    this.append(...this.stillCopy(), panel)

    let offsetMs: number | undefined
    let over = false
    const draw = (): void => {
      if (offsetMs === undefined) return
      for (const row of [polled, pushed]) row?.draw(Date.now() + offsetMs)
    }
    const readClock = async (): Promise<void> => {
      offsetMs = (await connection.probe())?.offsetMs ?? offsetMs
    }
    const poll = async (): Promise<void> => {
      const reply = await fetch(`/${talk}/count.json`, { cache: 'no-store' }).catch(() => null)
      // Without an answer the number stays, and its age shows that.
      const news = reply?.ok ? ((await reply.json()) as CountNews) : undefined
      if (!news || over) return
      polled?.take(news)
      draw()
    }
    void readClock()
    const timers = [setInterval(() => void readClock(), CLOCK_MS), setInterval(draw, DRAW_MS)]
    if (polled) {
      void poll()
      timers.push(setInterval(() => void poll(), POLL_MS))
    }
    const unwatch = connection.listen('count', (news) => {
      pushed.take(news)
      draw()
    })
    // The clocks can be compared once the connection is there.
    const unlink = connection.onLink((link) => {
      if (link === 'live' && offsetMs === undefined) void readClock()
    })
    return () => {
      over = true
      for (const timer of timers) clearInterval(timer)
      unwatch()
      unlink()
    }
  }
}

/** One row: how the number arrived, the number, and its age. */
class Row {
  readonly element = make('div', 'live-row')
  readonly #value = make('b', 'live-value', '…')
  readonly #bar = make('i', 'live-bar')
  readonly #age = make('span', 'live-age')
  #shown: CountNews | undefined

  constructor(name: 'polled' | 'pushed') {
    this.element.dataset['row'] = name
    this.element.append(
      make('span', 'live-how', words.exhibits.browsers[name]),
      this.#value,
      this.#bar,
      this.#age,
    )
  }

  take(news: CountNews): void {
    this.#shown = news
    this.#value.textContent = count(news.value)
  }

  draw(serverNow: number): void {
    if (!this.#shown) return
    // The clock estimate may be wrong by half a round trip, so an age below 0 is shown as 0.
    const age = Math.max(0, Math.round(serverNow - this.#shown.at))
    this.#age.textContent = fill(words.exhibits.browsers.old, { n: age })
    this.#bar.style.setProperty('--part', String(Math.min(1, age / LONGEST_MS)))
  }
}

customElements.define('live-staleness', LiveStaleness)
