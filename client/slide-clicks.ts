/** Clicks inside the slides: what belongs to the slide itself, what leads to another one, and what is a click on nothing. */
import type { Direction } from './directions.ts'

/** Elements that do something of their own with a click. */
const OWN = 'a, button, input, textarea, select, label, summary, video, audio, iframe, area, [role=button]'
const PREVIEWS =
  '[data-preview-image], [data-preview-video], [data-preview-link]:not([data-preview-link=false])'

export interface SlideClicks {
  /** A link between slides: its address, from `#` on. */
  link(hash: string): void
  navigate(to: Direction | 'next' | 'prev'): void
  fullScreen(): void
  /** A click on nothing that does anything. */
  plain?(event: MouseEvent): void
}

/** The overlay goes with the slide that it belongs to. */
let closeOpened = (): void => {}

export function closeLightbox(): void {
  closeOpened()
}

/** `sound`: films in the overlay may be heard. */
export function listenForClicks(root: HTMLElement, on: SlideClicks, sound: boolean): void {
  root.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : root
    const modified = event.metaKey || event.shiftKey || event.altKey || event.ctrlKey
    const preview = target.closest<HTMLElement>(PREVIEWS)
    if (preview && !modified) {
      event.preventDefault()
      void import('./lightbox.ts').then((lightbox) => {
        closeOpened = lightbox.closeLightbox
        lightbox.openLightbox(preview, sound)
      })
      return
    }
    const control = target.closest('[class*="navigate-"], .enter-fullscreen')
    const way =
      control && /(?:^|\s)navigate-(left|right|up|down|next|prev)(?:\s|$)/.exec(control.className)?.[1]
    const link = target.closest('a[href^="#"]')
    if (way) {
      event.preventDefault()
      on.navigate(way as Direction | 'next' | 'prev')
    } else if (control?.matches('.enter-fullscreen')) on.fullScreen()
    else if (link) {
      event.preventDefault()
      on.link(link.getAttribute('href') ?? '')
    } else if (!target.closest(OWN)) on.plain?.(event)
  })
}

/** Pictures that open by a click open by the keyboard too, where the keys are not those of a talk. */
export function makePreviewsReachable(root: HTMLElement): void {
  for (const preview of root.querySelectorAll<HTMLElement>(PREVIEWS)) {
    if (preview.matches('a[href], button, [tabindex], video')) continue
    preview.tabIndex = 0
    preview.role = 'button'
  }
}

/** Enter and the space bar open what {@link makePreviewsReachable} has made a button of. */
export function listenForPreviewKeys(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement
    if ((event.key !== 'Enter' && event.key !== ' ') || !target.matches('[role=button][tabindex="0"]')) return
    if (!target.matches(PREVIEWS)) return
    event.preventDefault()
    event.stopPropagation()
    target.click()
  })
}
