/** Measures the slide on a page: what of it nobody can bring into sight, and how small its text is. Runs inside the page. */

/** The smallest text of a kind on one slide, in CSS pixels of the screen. */
export interface Smallest {
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
  /** The slide scrolls. */
  scrolls: boolean
  /** The edges that say that the slide goes on behind them. */
  fades: string[]
}

/** One function without outer names, since its text is sent into the page. */
export function measureSlide(): SlideEdges {
  /** Rounding of a scaled layout. */
  const TOLERANCE = 1.5
  const root = document.querySelector<HTMLElement>('.reveal')
  const slide = [...document.querySelectorAll<HTMLElement>('.slides section.present')].at(-1)
  if (!root || !slide) throw new Error('This page shows no slide.')
  const cut: string[] = []
  const text = { px: Infinity, words: '' }
  const small = { px: Infinity, words: '' }

  const name = (element: Element): string =>
    element.localName + [...element.classList].map((each) => `.${each}`).join('')
  const scaleOf = (element: HTMLElement): number =>
    element.offsetWidth > 0 ? element.getBoundingClientRect().width / element.offsetWidth : 1
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('.visually-hidden, .live-title, .backdrop, datalist, [hidden]')

  /** What the boxes around this piece, and at last the room, let nobody see of it. */
  function look(from: Element, box: DOMRect, words: string): void {
    let { left, top, right, bottom } = box
    const miss = (by: Element, side: string, px: number): void => {
      if (px > TOLERANCE) cut.push(`${words}: ${Math.round(px)} px beyond the ${side} of ${name(by)}`)
    }
    let at: Element | null = from
    while (at && at !== root) {
      const position: string = getComputedStyle(at).position
      at =
        at instanceof HTMLElement && (position === 'absolute' || position === 'fixed')
          ? at.offsetParent
          : at.parentElement
      if (!(at instanceof HTMLElement) || at === root) break
      const style = getComputedStyle(at)
      const outer = at.getBoundingClientRect()
      const k = scaleOf(at)
      const inner = {
        left: outer.left + at.clientLeft * k,
        top: outer.top + at.clientTop * k,
        right: outer.left + (at.clientLeft + at.clientWidth) * k,
        bottom: outer.top + (at.clientTop + at.clientHeight) * k,
      }
      if (/auto|scroll/.test(style.overflowY)) {
        const start = inner.top - at.scrollTop * k
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

  function readSize(element: Element, words: string): void {
    const font = Number.parseFloat(getComputedStyle(element).fontSize)
    const drawn = element.closest('svg text')
    let k: number
    if (drawn instanceof SVGGraphicsElement) k = drawn.getBoundingClientRect().height / drawn.getBBox().height
    else {
      let box = element
      while (!(box instanceof HTMLElement) || box.offsetWidth === 0) box = box.parentElement ?? slide!
      k = scaleOf(box)
    }
    const px = font * k
    const least =
      drawn || element.closest('code, pre, small, sup, sub, figcaption, math, cite, .soft, .small') ? small : text
    if (px < least.px) Object.assign(least, { px, words: `${words} in ${name(element)}` })
  }

  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) {
      const parent = node.parentElement
      const words = node.data.trim().replace(/\s+/g, ' ').slice(0, 40)
      if (!parent || words === '' || !isShown(parent)) continue
      readSize(parent, `“${words}”`)
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) if (box.width > 0) look(parent, box, `“${words}”`)
    } else if (node instanceof Element && isShown(node)) {
      const style = getComputedStyle(node)
      const painted =
        node.matches('img, svg, svg *, canvas, video, iframe, button, input, select, textarea, hr') ||
        Number.parseFloat(style.borderTopWidth) > 0 ||
        Number.parseFloat(style.borderBottomWidth) > 0 ||
        !/, 0\)$|transparent/.test(style.backgroundColor)
      const box = node.getBoundingClientRect()
      if (painted && box.width > 0 && box.height > 0 && !node.matches('defs, defs *'))
        look(node, box, name(node))
    }
  }
  const more = (root.dataset['more'] ?? '').split(' ').filter(Boolean)
  return {
    cut: [...new Set(cut)],
    text,
    small,
    scrolls: slide.scrollHeight > slide.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(slide).overflowY),
    fades: more,
  }
}
