/** Copies the current slide of a deck with what surrounds it, as it is drawn now. */

const PICTURES_WITHIN_MS = 5000

/** Returns a copy of the element around `root` with only this slide, its background and what is beside it. */
export function copySlide(root: HTMLElement, slide: HTMLElement): HTMLElement {
  const viewport = (root.parentElement as HTMLElement).cloneNode(false) as HTMLElement
  const reveal = root.cloneNode(false) as HTMLElement
  viewport.append(reveal)
  for (const part of root.children) {
    if (part.matches('.slides')) reveal.append(withOnly(part, slide))
    else if (part.matches('.backgrounds')) reveal.append(presentOf(part))
    else if (!part.matches('.pause-overlay, .aria-status')) reveal.append(part.cloneNode(true))
  }
  // Elements in a copy keep what they show.
  viewport.dataset['still'] = ''
  return viewport
}

/** `slides` with this slide, and the stack around it if there is one. */
function withOnly(slides: Element, slide: Element): Node {
  const copy = slide.cloneNode(true) as HTMLElement
  copyDrawings(slide, copy)
  let within: Node = copy
  for (let at = slide.parentElement; at; at = at === slides ? null : at.parentElement) {
    const around = at.cloneNode(false)
    around.appendChild(within)
    within = around
  }
  return within
}

function presentOf(backgrounds: Element): Node {
  const copy = backgrounds.cloneNode(false) as Element
  for (const background of backgrounds.children) {
    if (!background.matches('.present')) continue
    const own = background.cloneNode(true) as Element
    for (const other of own.querySelectorAll('.slide-background:not(.present)')) other.remove()
    copy.append(own)
  }
  return copy
}

/** What is drawn on a canvas is not copied with it. */
function copyDrawings(from: Element, to: Element): void {
  const copies = to.querySelectorAll('canvas')
  for (const [i, canvas] of from.querySelectorAll('canvas').entries())
    copies[i]?.getContext('2d')?.drawImage(canvas, 0, 0)
}

/** Where content is scrolled is not copied with it, either, and can be set only on a page. */
export function scrollsOf(slide: Element): (copy: Element) => void {
  const all = [slide, ...slide.querySelectorAll('*')]
  const scrolls = all.flatMap(({ scrollTop, scrollLeft }, i) =>
    scrollTop > 0 || scrollLeft > 0 ? [{ i, scrollTop, scrollLeft }] : [],
  )
  return (copy) => {
    const copies = [copy, ...copy.querySelectorAll('*')]
    for (const { i, scrollTop, scrollLeft } of scrolls) copies[i]?.scrollTo(scrollLeft, scrollTop)
  }
}

/** Resolves when every picture has come, or failed, or taken too long. */
export async function picturesIn(root: Element): Promise<void> {
  const pictures = [...root.querySelectorAll('img')].filter((image) => image.src !== '' && !image.complete)
  if (pictures.length === 0) return
  for (const picture of pictures) picture.loading = 'eager'
  const all = Promise.allSettled(pictures.map((picture) => picture.decode()))
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, PICTURES_WITHIN_MS))])
}
