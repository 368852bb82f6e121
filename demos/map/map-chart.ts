/** The map with its dots: a fixed number of elements that are reused, whatever the speed of the stream. */
import type { Post } from '../../protocol/post.ts'
import { make } from '../parts.ts'
import { project, type MapDrawing } from './map-projection.ts'

/** The maximum number of dots in the page; the oldest one is reused. */
const MOST_DOTS = 150
/** The maximum number of rings that start together. More cannot be seen, and a slow projector stutters. */
const MOST_RINGS = 6
const FRESH_MS = 8000
const SVG = 'http://www.w3.org/2000/svg'

interface Dot {
  element: HTMLElement
  post: Post
  /** When it appeared, by the page's clock. */
  since: number
}

export interface MapChart {
  readonly element: HTMLElement
  /** Replaces the drawing and shows these posts, newest first, without animation. */
  draw(drawing: MapDrawing, posts: Post[]): void
  /** Lets posts appear, newest last. */
  ping(posts: Post[]): void
  /** Labels the dot of the first of these posts that is on this map; false if none is. */
  label(posts: Post[]): boolean
  /** Fades old dots. */
  age(): void
  /** Hides the dots of other posts. */
  light(isLit: (post: Post) => boolean): void
  clear(): void
}

export function createChart(): MapChart {
  const plate = make('div', 'map-plate')
  const element = make('div', 'map-chart')
  element.ariaHidden = 'true'
  element.append(plate)
  const layer = make('div', 'map-dots')
  const label = make('p', 'map-label')
  const place = make('span')
  label.append(place)
  label.hidden = true

  let drawing: MapDrawing | undefined
  let dots: Dot[] = []
  let isLit: (post: Post) => boolean = () => true

  /** In percent of the drawing. */
  function where(post: Post): [x: number, y: number] | null {
    const point = drawing && project(drawing, post.longitude, post.latitude)
    return point && drawing ? [(100 * point[0]) / drawing.width, (100 * point[1]) / drawing.height] : null
  }

  function put(post: Post, at: [number, number], beat: 'old' | 'rest' | 'ping'): void {
    const oldest = dots.length < MOST_DOTS ? undefined : dots.shift()
    const dot = oldest?.element ?? make('i', 'map-dot')
    dot.style.left = `${at[0]}%`
    dot.style.top = `${at[1]}%`
    // A different name of the same animation restarts it without a forced layout.
    dot.dataset['beat'] = beat === 'ping' && dot.dataset['beat'] === 'ping' ? 'pong' : beat
    dot.toggleAttribute('data-old', beat === 'old')
    dot.toggleAttribute('data-unlit', !isLit(post))
    if (!oldest) layer.append(dot)
    dots.push({ element: dot, post, since: performance.now() })
  }

  function clear(): void {
    layer.replaceChildren()
    dots = []
    label.hidden = true
  }

  return {
    element,
    draw(next, posts) {
      drawing = next
      clear()
      plate.style.setProperty('--width', String(next.width))
      plate.style.setProperty('--height', String(next.height))
      plate.replaceChildren(outline(next), layer, label)
      for (const post of posts.slice(0, MOST_DOTS).toReversed()) {
        const at = where(post)
        if (at) put(post, at, 'old')
      }
    },
    ping(posts) {
      const shown = posts.slice(-MOST_DOTS)
      for (const [i, post] of shown.entries()) {
        const at = where(post)
        if (at) put(post, at, i < shown.length - MOST_RINGS ? 'rest' : 'ping')
      }
    },
    age() {
      const fresh = performance.now() - FRESH_MS
      for (const { element: dot, since } of dots) if (since < fresh) dot.toggleAttribute('data-old', true)
    },
    label(posts) {
      const post = posts.find((each) => each.place !== '' && where(each))
      const at = post && where(post)
      if (!at) return false
      place.textContent = post.place
      label.hidden = false
      label.style.left = `${at[0]}%`
      label.style.top = `${at[1]}%`
      label.classList.toggle('leftward', at[0] > 55)
      label.classList.toggle('downward', at[1] < 40)
      return true
    },
    light(lit) {
      isLit = lit
      label.hidden = true
      for (const { element: dot, post } of dots) dot.toggleAttribute('data-unlit', !lit(post))
    },
    clear,
  }
}

function outline({ width, height, land, borders }: MapDrawing): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  for (const [name, d] of Object.entries({ land, borders })) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('class', `map-${name}`)
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}
