/** What reveal.js measures by script, done for a still: stretched elements and text that fills its slide. */

interface Size {
  width: number
  height: number
}

export function fitStretched(slide: HTMLElement, size: Size): void {
  for (const element of slide.querySelectorAll<HTMLElement>(':scope > .r-stretch, :scope > .stretch')) {
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
  for (const text of slide.querySelectorAll<HTMLElement>('.r-fit-text')) {
    const room = text.parentElement?.clientWidth ?? 0
    const before = Number.parseFloat(getComputedStyle(text).fontSize)
    if (room === 0 || text.offsetWidth === 0) continue
    // reveal.js lets such text grow to the slide's height at most.
    text.style.fontSize = `${Math.min((before * room) / text.offsetWidth, size.height * 0.8)}px`
  }
}
