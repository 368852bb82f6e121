/** Handles a slide that is larger than its space: a tighter layout first, then scrolling, with faded edges. */

/** Supported by `theme/tight.css`; 0 is as authored. */
const TIGHTEST = 4
/** Scaled layouts have rounding errors. */
const TOLERANCE = 1

/** Tightens a slide until it fits, starting at the degree `from`. Returns whether it fits. */
export function tighten(slide: HTMLElement, height: number, from = 0): boolean {
  for (let tight = from; ; tight += 1) {
    if (tight > 0) slide.dataset['tight'] = String(tight)
    else delete slide.dataset['tight']
    if (slide.scrollHeight <= height + TOLERANCE) return true
    if (tight >= TIGHTEST) return false
  }
}

/** Marks, on the root element, the edges beyond which the slide continues. */
function markEdges(root: HTMLElement, slide: HTMLElement): void {
  const { scrollTop, scrollHeight, clientHeight } = slide
  const scrolls = slide.classList.contains('overflows')
  const above = scrolls && scrollTop > TOLERANCE
  const below = scrolls && scrollTop + clientHeight < scrollHeight - TOLERANCE
  root.dataset['more'] = [above && 'above', below && 'below'].filter(Boolean).join(' ')
}

export interface OverflowOptions {
  /** False on a projector, where nobody can scroll. */
  scrolls: boolean
  /** Keeps the tightness that the slide has as a minimum. */
  keep?: boolean
}

/** Lays out a slide of a page; `slides` is the available space. */
export function fitSlide(
  root: HTMLElement,
  slides: HTMLElement,
  slide: HTMLElement,
  { scrolls, keep = false }: OverflowOptions,
): void {
  // Centred content would overflow at its top as well, where nobody can scroll.
  if (!keep) slide.classList.remove('overflows')
  const fits = tighten(slide, slides.offsetHeight, keep ? Number(slide.dataset['tight'] ?? 0) : 0)
  slide.classList.toggle('overflows', scrolls && !fits)
  markEdges(root, slide)
}

export interface Overflow {
  /** Call it when a slide or a step is shown. */
  show(slide: HTMLElement): void
  /** Call it when the available space has changed, or a base size. */
  layOut(): void
}

/**
 * Keeps the layout of the current slide, even if its content grows later, as live elements do; `grew` is called then.
 */
export function createOverflow(
  root: HTMLElement,
  slides: HTMLElement,
  scrolls: boolean,
  grew: () => void,
): Overflow {
  let shown: HTMLElement | undefined
  let asked = 0
  const grown = new ResizeObserver(() => {
    // A new layout in here would trigger this observer again immediately.
    cancelAnimationFrame(asked)
    asked = requestAnimationFrame(() => {
      grew()
      settle(true)
    })
  })

  function settle(keep: boolean): void {
    if (!shown?.isConnected) return
    fitSlide(root, slides, shown, { scrolls, keep })
    // For scrolling with the arrow keys.
    if (shown.classList.contains('overflows')) shown.tabIndex = 0
    else shown.removeAttribute('tabindex')
  }

  slides.addEventListener('scroll', () => shown && markEdges(root, shown), true)
  return {
    show(slide) {
      const isNew = slide !== shown
      if (isNew) {
        grown.disconnect()
        // What is in a column may grow while the column stays as it is.
        for (const child of slide.querySelectorAll(':scope > *, :scope > .cols > * > *')) grown.observe(child)
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
