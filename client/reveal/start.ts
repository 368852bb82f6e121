/** Replaces reveal.js's handling of the address: a follower starts at the talk's position, not at a hash. */
import type { RevealApi } from 'reveal.js'
import type { Position } from '../../protocol/position.ts'

export default class Start {
  readonly #reveal: RevealApi

  constructor(reveal: RevealApi) {
    this.#reveal = reveal
  }

  /** reveal.js calls this once to get its first slide. */
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

  /** The page handles links between slides, because it knows who may go where. */
  getIndicesFromHash(): undefined {
    return undefined
  }
}
