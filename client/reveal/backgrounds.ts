/**
 * reveal.js's backgrounds, with the computed colours of all slides read together. Read one by one as each background
 * is added, every one makes the browser compute the styles again: 40 ms for 40 slides on a laptop, 150 ms on a phone.
 */
import Backgrounds from 'reveal.js/source/controllers/backgrounds.js'

export default class BackgroundsAtOnce extends Backgrounds {
  #creating = false

  override create(): void {
    this.#creating = true
    super.create()
    this.#creating = false
    const slides = this.Reveal.getSlidesElement()!.querySelectorAll<HTMLElement>(
      ':scope > section, :scope > section section',
    )
    const classes = [...slides].map((slide) => this.getContrastClass(slide))
    for (const [i, slide] of slides.entries()) if (classes[i]) slide.classList.add(classes[i])
  }

  /** Null for a slide whose background is transparent, too. */
  override getContrastClass(slide: HTMLElement): string | null {
    return this.#creating ? null : super.getContrastClass(slide)
  }
}
