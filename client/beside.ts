/** The header, logo and footer of a deck: they come with the slides, and stand beside them. */

/** Moves them out of `.slides`, and takes those of an earlier version away. */
export function placeBeside(root: Element, slides: Element): void {
  for (const old of root.querySelectorAll(':scope > [data-beside]')) old.remove()
  slides.after(...slides.querySelectorAll(':scope > [data-beside=""]'))
}
