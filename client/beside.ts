/** The header, logo and footer of a deck, which come with the slides and are shown beside them. */

/** Moves them out of `.slides`; those that were moved before stay. */
export function placeBeside(slides: Element): void {
  slides.after(...slides.querySelectorAll(':scope > [data-beside=""]'))
}

/** Removes those of slides that are replaced. */
export function removeBeside(root: Element): void {
  for (const element of root.querySelectorAll(':scope > [data-beside]')) element.remove()
}
