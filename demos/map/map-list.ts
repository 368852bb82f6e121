/** The list of the latest posts beside the map: text only, at a readable pace. */
import type { Post } from '../../protocol/post.ts'
import { words } from '../../client/words.ts'
import { make, say } from '../parts.ts'
import { ageWords, nextRows, type Word } from './map-posts.ts'

const MOST_ROWS = 20
/** The maximum number of new rows per refresh, once a second. */
const PACE = 3
/** At more posts per second, a screen reader does not read each of them. */
const TOO_MANY_TO_READ = 0.5

interface Row {
  item: HTMLElement
  age: HTMLElement
}

export interface MapList {
  readonly element: HTMLElement
  /** Shows the latest posts, newest first, with their ages by the server's clock. */
  refresh(latest: Post[], word: Word, now: number): void
  setRate(rate: number): void
  clear(): void
}

export function createList(): MapList {
  const element = make('div', 'map-log')
  element.role = 'log'
  element.ariaLabel = words.exhibits.map.latest
  element.tabIndex = 0
  const list = make('ol', 'map-list')
  element.append(list)

  let shown: Post[] = []
  let filtered = ''
  const rows = new Map<Post, Row>()

  function clear(): void {
    shown = []
    rows.clear()
    list.replaceChildren()
  }

  function addRow(post: Post, word: Word): void {
    const item = make('li')
    const said = make('p', 'map-said')
    said.dir = 'auto'
    said.append(...marked(post.text, word))
    const author = make('bdi', 'map-author')
    author.append(...marked(post.author, word))
    const place = make('bdi', 'map-place')
    place.append(...marked(post.place, word))
    const age = make('span', 'map-age')
    const about = make('p', 'map-about')
    about.append(author, ' ', place, ' ', age)
    item.append(about, said)
    rows.set(post, { item, age })
  }

  return {
    element,
    refresh(latest, word, now) {
      if (word.text !== filtered) clear()
      filtered = word.text
      const next = nextRows(shown, latest, MOST_ROWS, PACE)
      for (const post of shown) {
        if (next.includes(post)) continue
        rows.get(post)?.item.remove()
        rows.delete(post)
      }
      const fresh = next.filter((post) => !rows.has(post))
      for (const post of fresh) addRow(post, word)
      list.prepend(...fresh.map((post) => rows.get(post)?.item ?? ''))
      shown = next
      for (const [post, { age }] of rows) say(age, ageWords(now - post.at))
    },
    setRate(rate) {
      element.ariaLive = rate > TOO_MANY_TO_READ ? 'off' : 'polite'
    },
    clear,
  }
}

function marked(text: string, word: Word): (Node | string)[] {
  return word.cut(text).map((part, i) => (i % 2 === 1 ? make('mark', '', part) : part))
}
