/** Declares the parts of reveal.js's sources that `vite.reveal.ts` finds. */
declare module 'reveal.js/source/utils/util.ts'

declare module 'reveal.js/source/controllers/backgrounds.js' {
  export default class Backgrounds {
    readonly Reveal: import('reveal.js').RevealApi
    /** Adds an element for each slide, and the class of each slide for its colour. */
    create(): void
    getContrastClass(slide: HTMLElement): string | null
  }
}
