/** The page of an exported site: the deck with its steps, from any web host or from a file. */
import './site.css'
import { readPage } from './slides.ts'
import { createAnnouncer } from '../client/announce.ts'
import { listenForMoves, type Move } from '../client/controls.ts'
import { positionTowards } from '../client/directions.ts'
import { byId } from '../client/element.ts'
import {
  closeLightbox,
  listenForClicks,
  listenForPreviewKeys,
  makePreviewsReachable,
} from '../client/slide-clicks.ts'
import { createSlideDeck } from '../client/slide-deck.ts'
import { nextPosition, prevPosition } from '../protocol/features/position.ts'
import { slideIndex, START, type Position } from '../protocol/position.ts'

void show()

async function show(): Promise<void> {
  const { boot, root } = readPage()
  const { settings } = boot
  const deck = await createSlideDeck(root, settings, { start: START, text: 1 })
  const outline = [...deck.outline]
  const back = byId<HTMLButtonElement>('back')
  const forward = byId<HTMLButtonElement>('forward')
  const announcer = createAnnouncer(byId('announcer'))

  /** `write` puts the place into the address, so that a reload and a link lead back to it. */
  function go(to: Position | null | undefined, write = true): void {
    if (!to) return
    const before = { slide: deck.currentSlide, f: deck.position.f }
    deck.show(to)
    render()
    if (deck.currentSlide !== before.slide) {
      closeLightbox()
      const i = slideIndex(outline, deck.position)
      announcer.slide(outline[i]?.title ?? '', i + 1, outline.length)
    } else if (deck.position.f > before.f)
      announcer.step(deck.currentSlide.querySelectorAll('.current-fragment'))
    if (!write) return
    const { h, v, f } = deck.position
    // Replaced, because a talk has hundreds of steps and each would need a press of the browser's back button.
    history.replaceState(null, '', `#/${h}/${v}${f < 0 ? '' : `/${f}`}`)
  }

  function render(): void {
    const { position } = deck
    byId('place').textContent = `${slideIndex(outline, position) + 1} / ${outline.length}`
    back.ariaDisabled = String(prevPosition(outline, position) === null)
    forward.ariaDisabled = String(nextPosition(outline, position) === null)
  }

  function find(hash: string): Position | null {
    const target = deck.find(hash)
    const slide = target && outline[target.index]
    return slide ? { h: slide.h, v: slide.v, f: target.f ?? -1 } : null
  }

  const moves: Record<Move, () => Position | null | undefined> = {
    back: () => prevPosition(outline, deck.position),
    forward: () => nextPosition(outline, deck.position),
    first: () => START,
    live: () => outline.at(-1) && { h: outline.at(-1)!.h, v: outline.at(-1)!.v, f: -1 },
  }
  listenForMoves(
    root,
    { back, forward },
    (move) => go(moves[move]()),
    () => settings.rtl,
  )
  listenForClicks(
    root,
    {
      link: (hash) => go(find(hash)),
      navigate: (way) =>
        go(
          way === 'next' || way === 'prev'
            ? moves[way === 'next' ? 'forward' : 'back']()
            : positionTowards(way, outline, deck.position, settings.rtl),
        ),
      fullScreen: () => void document.documentElement.requestFullscreen?.(),
    },
    true,
  )
  listenForPreviewKeys(root)
  makePreviewsReachable(root)
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey) return
    if (document.fullscreenElement) void document.exitFullscreen()
    else void document.documentElement.requestFullscreen?.()
  })
  addEventListener('hashchange', () => go(find(location.hash), false))

  if (location.hash.length > 1) go(find(location.hash), false)
  render()
  document.documentElement.dataset['ready'] = 'true'
}
