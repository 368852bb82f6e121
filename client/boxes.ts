/** Marks slides with a background of their own, whose box must be only as high as its content. */

/**
 * Lectern's theme makes every slide as high as the screen; these stay as reveal.js draws them. `slides` selects the
 * slides that are marked.
 */
export function keepBoxes(reveal: Element, slides = 'section'): void {
  if (!reveal.classList.contains('lectern')) return
  for (const slide of reveal.querySelectorAll(`.slides ${slides}:not(.stack, .signal, .lie)`)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(slide)
    const own = backgroundImage !== 'none' || !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)
    slide.classList.toggle('boxed', own)
  }
}

/** The classes of `.reveal` for a theme. */
export function wearLook(reveal: Element, look: 'lectern' | 'centred' | 'own'): void {
  reveal.classList.toggle('lectern', look !== 'own')
  reveal.classList.toggle('centred', look === 'centred')
}
