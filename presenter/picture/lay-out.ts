/** The layout that reveal.js computes by script, for a still: centring, stretched elements, fitted text. */
import { tighten } from '../../client/overflow.ts'

interface Size {
  width: number
  height: number
}

export function layOut(slide: HTMLElement, size: Size, center: boolean): void {
  for (const element of slide.querySelectorAll<HTMLElement>(':scope > .r-stretch, :scope > .stretch')) {
    stretch(element, slide, size)
  }
  for (const text of slide.querySelectorAll<HTMLElement>('.r-fit-text')) fillWidth(text, size)
  const parent = slide.parentElement
  if (parent?.localName === 'section') parent.style.top = '0'
  tighten(slide, size.height)
  slide.style.top = center ? `${Math.max(0, (size.height - slide.scrollHeight) / 2)}px` : '0'
}

function stretch(element: HTMLElement, slide: HTMLElement, size: Size): void {
  element.style.height = '0px'
  const room = Math.max(0, size.height - slide.offsetHeight)
  if (element instanceof HTMLImageElement && element.naturalWidth > 0) {
    const scale = Math.min(size.width / element.naturalWidth, room / element.naturalHeight)
    element.style.width = `${element.naturalWidth * scale}px`
    element.style.height = `${element.naturalHeight * scale}px`
  } else {
    element.style.width = `${size.width}px`
    element.style.height = `${room}px`
  }
}

function fillWidth(text: HTMLElement, size: Size): void {
  const room = text.parentElement?.clientWidth ?? 0
  if (room === 0 || text.offsetWidth === 0) return
  const before = Number.parseFloat(getComputedStyle(text).fontSize)
  // In reveal.js, such text grows at most to the slide's height.
  text.style.fontSize = `${Math.min((before * room) / text.offsetWidth, size.height * 0.8)}px`
}
