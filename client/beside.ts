/** The header, logo and footer of a deck: they come with the slides, and stand beside them. */

/** Moves them out of `.slides`; those that have moved stay. */
export function placeBeside(slides: Element): void {
  slides.after(...slides.querySelectorAll(':scope > [data-beside=""]'))
}

/** Takes away those of the slides that are replaced. */
export function removeBeside(root: Element): void {
  for (const element of root.querySelectorAll(':scope > [data-beside]')) element.remove()
}
