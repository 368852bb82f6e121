/** Posts as they are written, on a map of the United States or of the world, with the latest in a list. */
import './live-map.css'
import type { Link } from '../../client/connection/link.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import { createChart } from './map-chart.ts'
import { createControls, type Region } from './map-controls.ts'
import { createList } from './map-list.ts'
import { fill, words } from '../../client/words.ts'
import { make, say } from '../parts.ts'
import { feedWords, keepPosts, MOST_POSTS, rateWords, unitWords, wordOf } from './map-posts.ts'

const REFRESH_MS = 1000
/** The minimum time that a place's name is shown, so that it can be read. */
const LABEL_MS = 1500

const DRAWINGS = {
  us: () => import('./map-us.ts'),
  world: () => import('./map-world.ts'),
}

class LiveMap extends LiveElement {
  static override readonly showsAudienceContent = true
  static override readonly wordParts = ['elements', 'exhibits'] as const

  /** A person's choices, kept while another slide shows. */
  #region: Region | undefined
  #word = ''

  protected show({ room: connection }: LiveContext): () => void {
    const kept = keepPosts()
    const chart = createChart()
    const list = createList()
    const rate = make('b', 'map-rate')
    const unit = make('span')
    const feedLine = make('p', 'map-feed')
    feedLine.role = 'status'
    const about = make('div', 'map-about-rate')
    about.append(unit, feedLine)
    const head = make('div', 'map-head')
    head.append(rate, about)
    const summary = make('p', 'visually-hidden')
    const empty = make('p', 'map-empty')

    let word = wordOf(this.#word)
    let region: Region = this.#region ?? (this.getAttribute('map') === 'world' ? 'world' : 'us')
    let over = false
    let paused = false
    let link: Link = 'connecting'
    let feed: FeedStatus | undefined
    let postsASecond = 0
    let turn: number | undefined
    let clockOffsetMs = 0
    /** Posts since the last frame. */
    let waiting: Post[] = []
    let frame = 0
    let refreshedAt = -Infinity
    let labelledAt = -Infinity

    const controls = createControls(region, this.#word, {
      region: (next) => {
        this.#region = region = next
        void drawRegion()
      },
      word: (typed) => {
        this.#word = typed
        word = wordOf(typed)
        chart.light((post) => word.in(post))
        chart.label(kept.latest(word))
        refresh()
      },
      pause: (is) => {
        paused = is
        if (!is) queue()
      },
    })
    const side = make('div', 'map-side')
    side.append(head, list.element, empty)
    this.replaceChildren(chart.element, summary, side, controls.element)

    const drawRegion = async (): Promise<void> => {
      try {
        const wanted = region
        const { drawing } = await DRAWINGS[wanted]()
        if (over || wanted !== region) return
        chart.draw(drawing, kept.latest(wordOf('')))
        chart.label(kept.latest(word))
      } catch (error) {
        if (!over) this.fail(error)
      }
    }

    /** Adds everything that arrived since the last frame at once. */
    const paint = (): void => {
      frame = 0
      const now = performance.now()
      if (!paused && waiting.length > 0) {
        const fresh = kept.add(waiting)
        waiting = []
        chart.ping(fresh)
        const found = fresh.filter((post) => word.in(post)).toReversed()
        if (now - labelledAt >= LABEL_MS && chart.label(found)) labelledAt = now
      }
      if (now - refreshedAt >= REFRESH_MS) refresh()
    }
    const queue = (): void => {
      frame ||= requestAnimationFrame(() => {
        try {
          paint()
        } catch (error) {
          this.fail(error)
        }
      })
    }

    const refresh = (): void => {
      refreshedAt = performance.now()
      const latest = kept.latest(word)
      chart.age()
      list.refresh(latest, word, Date.now() + clockOffsetMs)
      list.setRate(postsASecond)
      say(rate, rateWords(postsASecond))
      say(unit, unitWords(postsASecond))
      say(summary, summaryOf(postsASecond, latest[0]))
      say(empty, latest.length > 0 ? '' : emptyWords(feed, word.text))
      say(feedLine, stateWords(link, feed))
      this.dataset['feed'] = feed?.state ?? 'connecting'
    }

    const unwatch = connection.listen('stream', (news) => {
      feed = news.feed
      postsASecond = news.rate
      const gone = news.feed.state === 'off' || (turn !== undefined && turn !== news.turn)
      turn = news.turn
      if (gone) {
        kept.clear()
        waiting = []
        chart.clear()
        list.clear()
        refresh()
      }
      waiting = [...waiting, ...news.posts].slice(-MOST_POSTS)
      queue()
    })
    const unlink = connection.onLink((next) => {
      link = next
      refresh()
    })
    const unwatchClock = connection.onHealth(({ offsetMs }) => (clockOffsetMs = offsetMs ?? 0))
    const clock = setInterval(queue, REFRESH_MS)
    void drawRegion()

    return () => {
      over = true
      delete this.dataset['feed']
      unwatch()
      unlink()
      unwatchClock()
      clearInterval(clock)
      cancelAnimationFrame(frame)
    }
  }
}

function summaryOf(rate: number, newest: Post | undefined): string {
  const { map } = words.exhibits
  const numbers = { rate: rateWords(rate), unit: unitWords(rate) }
  return newest?.place ? fill(map.newest, { ...numbers, place: newest.place }) : fill(map.summary, numbers)
}

function stateWords(link: Link, feed: FeedStatus | undefined): string {
  if (link === 'reconnecting' || link === 'refused') return words.exhibits.map.lost
  return feed ? feedWords(feed) : words.exhibits.map.connecting
}

function emptyWords(feed: FeedStatus | undefined, word: string): string {
  const { map } = words.exhibits
  if (feed?.state === 'off') return map.off
  if (word !== '') return fill(map.noneWith, { word })
  return feed ? map.none : map.waiting
}

customElements.define('live-map', LiveMap)
