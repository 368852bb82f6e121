/** Classifies clicks inside the slides: on the slide's own controls, on links to other slides, and on nothing. */
import type { Direction } from './directions.ts'

/** Elements that handle clicks themselves. */
const OWN = 'a, button, input, textarea, select, label, summary, video, audio, iframe, area, [role=button]'
const PREVIEWS =
  '[data-preview-image], [data-preview-video], [data-preview-link]:not([data-preview-link=false])'

export interface SlideClicks {
  /** A link between slides: its address, starting at `#`. */
  link(hash: string): void
  navigate(to: Direction | 'next' | 'prev'): void
  fullScreen(): void
  /** A click on nothing interactive. */
  plain?(event: MouseEvent): void
}

/** The overlay closes when its slide changes. */
let closeOpened = (): void => {}

export function closeLightbox(): void {
  closeOpened()
}

/** `sound`: films in the overlay may have sound. */
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

/** Makes pictures that open on a click usable by keyboard, on pages where keys do not move a talk. */
export function makePreviewsReachable(root: HTMLElement): void {
  for (const preview of root.querySelectorAll<HTMLElement>(PREVIEWS)) {
    if (preview.matches('a[href], button, [tabindex], video')) continue
    preview.tabIndex = 0
    preview.role = 'button'
  }
}

/** Enter and the space bar open the elements of {@link makePreviewsReachable}. */
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
