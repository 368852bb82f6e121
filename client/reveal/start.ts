/** Replaces reveal.js's reading of the address: a follower starts where the talk is, not where a hash says. */
import type { RevealApi } from 'reveal.js'
import type { Position } from '../../protocol/features/position.ts'

export default class Start {
  readonly #reveal: RevealApi

  constructor(reveal: RevealApi) {
    this.#reveal = reveal
  }

  /** reveal.js calls this once, to learn its first slide. */
  readURL(): void {
    const { start } = this.#reveal.getConfig() as { start: Position }
    this.#reveal.slide(start.h, start.v, start.f)
  }

  getHash(): string {
    return ''
  }

  writeURL(): void {}
  bind(): void {}
  unbind(): void {}

  /** Links between slides are the page's business: it knows who may go where. */
  getIndicesFromHash(): undefined {
    return undefined
  }
}
