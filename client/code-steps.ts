/** Highlights the lines of a code step and scrolls them to the middle of their box, as reveal.js's plugin does. */

/** A lower box would show too few lines around the highlighted ones. */
const MIN_BOX_PX = 160

/**
 * `slide` is on the screen, with the fragments of its step. `smooth` is for a step on the slide that was already
 * shown; a new slide, and reduced motion, scroll at once.
 */
export function followCode(slide: Element, smooth: boolean): void {
  const blocks = [...slide.querySelectorAll('pre')].flatMap((pre) => {
    const lines = [...pre.querySelectorAll<HTMLElement>('.line[data-on]')]
    if (lines.length === 0) return []
    const visible = [...pre.querySelectorAll<HTMLElement>('.line-step.visible')]
    const step = visible.at(-1)?.dataset['step'] ?? '0'
    return [{ pre, lines, lit: lines.filter((line) => line.dataset['on']?.split(' ').includes(step)) }]
  })
  if (!smooth)
    shrinkBoxes(
      slide,
      blocks.map(({ pre }) => boxOf(pre)).filter((box) => box !== undefined),
    )
  // The layout is read completely before anything is written, so that the browser lays out once.
  const scrolls = blocks.flatMap(({ pre, lines, lit }) => {
    const [first, last] = lit.length < lines.length ? [lit[0], lit.at(-1)] : [lines[0], lines[0]]
    const box = boxOf(pre)
    if (!box || !first || !last) return []
    const from = topWithin(first, box)
    const height = Math.min(topWithin(last, box) + last.offsetHeight - from, box.clientHeight)
    return [{ box, top: from - (box.clientHeight - height) / 2 }]
  })
  for (const { lines, lit } of blocks) {
    const on = new Set(lit)
    for (const line of lines) line.classList.toggle('unlit', !on.has(line))
  }
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const behavior = smooth && !still ? 'smooth' : 'instant'
  for (const { box, top } of scrolls) box.scrollTo({ top, behavior })
}

/** The element that scrolls; a theme may limit the height of either. */
function boxOf(pre: HTMLElement): HTMLElement | undefined {
  return [...pre.querySelectorAll('code'), pre].find((e) => e.scrollHeight > e.clientHeight + 1)
}

/** If its slide is too tall, a scrolling box gets lower by the difference, so that its lines are not below the edge. */
function shrinkBoxes(slide: Element, boxes: HTMLElement[]): void {
  for (const box of boxes) box.style.maxHeight = ''
  const last = boxes.at(-1)
  const height = slide.closest<HTMLElement>('.slides')?.offsetHeight
  if (!last || !height) return
  const over = slide.scrollHeight - height
  if (over > 1) last.style.maxHeight = `${Math.max(MIN_BOX_PX, last.offsetHeight - over)}px`
}

/** Independent of scrolling and of the slide's scale. */
function topWithin(line: HTMLElement, box: HTMLElement): number {
  let top = 0
  let at: HTMLElement | null = line
  while (at && at !== box && box.contains(at)) {
    top += at.offsetTop
    at = at.offsetParent as HTMLElement | null
  }
  return at === box ? top : top - box.offsetTop
}
