/** A slide that is larger than its room: it is laid out tighter, then it scrolls, and its edges say so. */

/** What `theme/tight.css` knows; 0 is as authored. */
const TIGHTEST = 4
/** Scaled layouts round. */
const TOLERANCE = 1

/** Lays a slide out tighter until it fits, beginning at the degree `from`. Returns whether it fits at last. */
export function tighten(slide: HTMLElement, height: number, from = 0): boolean {
  for (let tight = from; ; tight += 1) {
    if (tight > 0) slide.dataset['tight'] = String(tight)
    else delete slide.dataset['tight']
    if (slide.scrollHeight <= height + TOLERANCE) return true
    if (tight >= TIGHTEST) return false
  }
}

/** Says on the root element at which edges the slide goes on. */
function markEdges(root: HTMLElement, slide: HTMLElement): void {
  const { scrollTop, scrollHeight, clientHeight } = slide
  const scrolls = slide.classList.contains('overflows')
  const above = scrolls && scrollTop > TOLERANCE
  const below = scrolls && scrollTop + clientHeight < scrollHeight - TOLERANCE
  root.dataset['more'] = [above && 'above', below && 'below'].filter(Boolean).join(' ')
}

export interface OverflowOptions {
  /** False on a projector: nobody can scroll there. */
  scrolls: boolean
  /** Keep the tightness that the slide has, and do not go below it. */
  keep?: boolean
}

/** Gives a slide of a page its layout; `slides` is as large as the slide may be. */
export function fitSlide(
  root: HTMLElement,
  slides: HTMLElement,
  slide: HTMLElement,
  { scrolls, keep = false }: OverflowOptions,
): void {
  // What is centred would overflow at its top too, where nobody can scroll to.
  if (!keep) slide.classList.remove('overflows')
  const fits = tighten(slide, slides.offsetHeight, keep ? Number(slide.dataset['tight'] ?? 0) : 0)
  slide.classList.toggle('overflows', scrolls && !fits)
  markEdges(root, slide)
}

export interface Overflow {
  /** Call it when a slide or a step shows. */
  show(slide: HTMLElement): void
  /** Call it when the room has changed, or what all sizes depend on. */
  layOut(): void
}

/** Keeps the layout of the slide that shows; what grows later, as live elements do, is heard of. */
export function createOverflow(root: HTMLElement, slides: HTMLElement, scrolls: boolean): Overflow {
  let shown: HTMLElement | undefined
  let asked = 0
  const grown = new ResizeObserver(() => {
    // A new layout in here would be one that this observer has to hear of at once.
    cancelAnimationFrame(asked)
    asked = requestAnimationFrame(() => settle(true))
  })

  function settle(keep: boolean): void {
    if (!shown?.isConnected) return
    fitSlide(root, slides, shown, { scrolls, keep })
    // Whoever has no pointer scrolls with the arrow keys.
    if (shown.classList.contains('overflows')) shown.tabIndex = 0
    else shown.removeAttribute('tabindex')
  }

  slides.addEventListener('scroll', () => shown && markEdges(root, shown), true)
  return {
    show(slide) {
      const isNew = slide !== shown
      if (isNew) {
        grown.disconnect()
        for (const child of slide.children) grown.observe(child)
        slide.scrollTop = 0
        shown = slide
      }
      settle(!isNew)
      if (slide.classList.contains('overflows'))
        slide.querySelector('.current-fragment')?.scrollIntoView({ block: 'nearest' })
    },
    layOut: () => settle(false),
  }
}
