/** Measures the slide on a page: which parts cannot be reached, and how small its text is. Runs inside the page. */

/** The smallest text of a kind on one slide, in CSS pixels of the screen. */
interface Smallest {
  px: number
  words: string
}

export interface SlideEdges {
  /** What is cut, in words: a text, a picture, a control, or a part of one. */
  cut: string[]
  /** Text that is read as sentences. */
  text: Smallest
  /** Code, labels in drawings, small print. */
  small: Smallest
  /** Whether the slide scrolls. */
  scrolls: boolean
  /** The edges beyond which the slide continues. */
  goesOn: string[]
  /** The edges that show that the slide continues beyond them. */
  fades: string[]
}

/** A single function without outer names, because its text is sent into the page. */
export async function measureSlide(): Promise<SlideEdges> {
  // Observers run in the first frame, and lay out in the second.
  for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame)
  /** Tolerance for the rounding of a scaled layout. */
  const TOLERANCE = 1.5
  /** One line of text. */
  const LEAST_SCROLLER = 18
  const root = document.querySelector<HTMLElement>('.reveal')
  const slide = [...document.querySelectorAll<HTMLElement>('.slides section.present')].at(-1)
  if (!root || !slide) throw new Error('This page shows no slide.')
  /** On a projector, only its own steps scroll code. */
  const onStage = location.pathname.endsWith('/stage')
  const stays = (box: HTMLElement): boolean => onStage && box.matches('pre:not(:has(.line-step))')
  const cut: string[] = []
  const text = { px: Infinity, words: '' }
  const small = { px: Infinity, words: '' }

  const name = (element: Element): string =>
    element.localName + [...element.classList].map((each) => `.${each}`).join('')
  const scaleOf = (element: HTMLElement): number =>
    element.offsetWidth > 0 ? element.getBoundingClientRect().width / element.offsetWidth : 1
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest(
      '.visually-hidden, .live-title, .backdrop, datalist, [hidden], .bar-fill, .bar-before, .column-fill, .column-before',
    )

  /** Which part of this piece the boxes around it, and the screen, cut off. */
  function look(piece: Node, box: DOMRect, words: string): void {
    let { left, top, right, bottom } = box
    const miss = (by: Element, side: string, px: number): void => {
      if (px > TOLERANCE) cut.push(`${words}: ${Math.round(px)} px beyond the ${side} of ${name(by)}`)
    }
    const boxAround = (node: Node): Element | null =>
      node instanceof HTMLElement && /absolute|fixed/.test(getComputedStyle(node).position)
        ? node.offsetParent
        : node.parentElement
    for (let at = boxAround(piece); at && at !== root; at = boxAround(at)) {
      // Content drawn outside a drawing's box is visible.
      if (!(at instanceof HTMLElement)) continue
      const style = getComputedStyle(at)
      const outer = at.getBoundingClientRect()
      const k = scaleOf(at)
      const margin = style.overflowY === 'clip' ? Number.parseFloat(style.overflowClipMargin) || 0 : 0
      const inner = {
        left: outer.left + (at.clientLeft - margin) * k,
        top: outer.top + (at.clientTop - margin) * k,
        right: outer.left + (at.clientLeft + at.clientWidth + margin) * k,
        bottom: outer.top + (at.clientTop + at.clientHeight + margin) * k,
      }
      if (/auto|scroll/.test(style.overflowY) && !stays(at)) {
        const start = inner.top - at.scrollTop * k
        if (inner.bottom - inner.top < LEAST_SCROLLER) cut.push(`${words}: nobody can read in ${name(at)}`)
        miss(at, 'top', start - top)
        miss(at, 'bottom', bottom - start - at.scrollHeight * k)
        top = Math.max(top, inner.top)
        bottom = Math.min(Math.max(bottom, top), inner.bottom)
      } else if (style.overflowY !== 'visible') {
        const shortened = style.webkitLineClamp !== 'none'
        if (!shortened) miss(at, 'top', inner.top - top)
        if (!shortened) miss(at, 'bottom', bottom - inner.bottom)
        top = Math.max(top, inner.top)
        bottom = Math.min(bottom, inner.bottom)
      }
      if (/auto|scroll/.test(style.overflowX)) {
        const start = inner.left - at.scrollLeft * k
        miss(at, 'left', start - left)
        miss(at, 'right', right - start - at.scrollWidth * k)
        left = Math.max(left, inner.left)
        right = Math.min(Math.max(right, left), inner.right)
      } else if (style.overflowX !== 'visible') {
        const shortened = style.textOverflow === 'ellipsis'
        if (!shortened) miss(at, 'left', inner.left - left)
        if (!shortened) miss(at, 'right', right - inner.right)
        left = Math.max(left, inner.left)
        right = Math.min(right, inner.right)
      }
    }
    const room = root!.getBoundingClientRect()
    miss(root!, 'left', room.left - left)
    miss(root!, 'top', room.top - top)
    miss(root!, 'right', right - room.right)
    miss(root!, 'bottom', bottom - room.bottom)
  }

  /** Records the size of a text on the screen, and returns it. */
  function readSize(element: Element, words: string): number {
    const font = Number.parseFloat(getComputedStyle(element).fontSize)
    const drawn = element.closest('svg text')
    const k =
      drawn instanceof SVGGraphicsElement
        ? drawn.getBoundingClientRect().height / drawn.getBBox().height
        : scaleOf(slide!)
    const px = font * k
    const isSmall =
      drawn !== null ||
      getComputedStyle(element).fontFamily.includes('JetBrains') ||
      element.closest('small, sup, sub, figcaption, cite, math, .soft, .bits, .chat-head, .question-chip') !==
        null
    const least = isSmall ? small : text
    if (px < least.px) Object.assign(least, { px, words: `${words} in ${name(element)}` })
    return px
  }

  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) {
      const parent = node.parentElement
      const words = node.data.trim().replace(/\s+/g, ' ').slice(0, 40)
      if (!parent || words === '' || !isShown(parent)) continue
      const size = readSize(parent, `“${words}”`)
      // In code, spaces hang over the end of a wrapped line, so only the words count.
      const kept = getComputedStyle(parent).whiteSpaceCollapse === 'preserve'
      const pieces = kept ? [...node.data.matchAll(/\S+/g)] : [{ index: 0, 0: node.data }]
      const range = document.createRange()
      for (const { index, 0: piece } of pieces) {
        range.setStart(node, index)
        range.setEnd(node, index + piece.length)
        for (const { x, y, width, height } of range.getClientRects()) {
          // The box of a line is higher than the text in it.
          const spare = Math.max(0, height - size) / 2
          if (width > 0) look(node, new DOMRect(x, y + spare, width, height - 2 * spare), `“${words}”`)
        }
      }
    } else if (node instanceof Element && isShown(node)) {
      const style = getComputedStyle(node)
      const isBox = style.display !== 'inline' // Of a text with a ground, the text counts.
      const painted =
        node.matches('img, svg, svg *, canvas, video, iframe, button, input, select, textarea, hr') ||
        (isBox && Number.parseFloat(style.borderTopWidth) > 0) ||
        (isBox && Number.parseFloat(style.borderBottomWidth) > 0) ||
        (isBox && !/, 0\)$|transparent/.test(style.backgroundColor))
      const box = node.getBoundingClientRect()
      if (painted && box.width > 0 && box.height > 0 && !node.matches('defs, defs *'))
        look(node, box, name(node))
    }
  }
  const fadeOf = (edge: string): boolean =>
    Number.parseFloat(getComputedStyle(slide).getPropertyValue(`--${edge}`)) > 0
  const masked = getComputedStyle(slide).maskImage.startsWith('linear-gradient')
  const scrolls =
    slide.scrollHeight > slide.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(slide).overflowY)
  const hidden = { above: slide.scrollTop, below: slide.scrollHeight - slide.clientHeight - slide.scrollTop }
  return {
    cut: [...new Set(cut)],
    text,
    small,
    scrolls,
    goesOn: scrolls ? (['above', 'below'] as const).filter((edge) => hidden[edge] > 1) : [],
    fades: masked ? ['above', 'below'].filter(fadeOf) : [],
  }
}
