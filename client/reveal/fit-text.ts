/** Sizes `r-fit-text` to the width of its slide; reveal.js's own library (fitty) ignores padding. */

/** In CSS pixels. */
interface Limits {
  minSize: number
  maxSize: number
}

/** The element is `inline-block` and does not wrap. */
export default function fitText(element: HTMLElement, limits: Limits): void {
  fit(element, limits)
  // Its own font may come later, and be wider or narrower.
  if (document.fonts.status === 'loading') void document.fonts.ready.then(() => fit(element, limits))
}

function fit(element: HTMLElement, limits: Limits): void {
  const parent = element.parentElement
  if (!parent) return
  const { paddingLeft, paddingRight } = getComputedStyle(parent)
  const room = parent.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
  const size = Number.parseFloat(getComputedStyle(element).fontSize)
  const width = element.scrollWidth
  if (room <= 0 || width <= 0) return
  const fitted = Math.min(limits.maxSize, Math.max(limits.minSize, Math.floor((size * room) / width)))
  element.style.fontSize = `${fitted}px`
}
