/** Replaces reveal.js's handling of the address: a follower starts at the talk's position, not at a hash. */
import type { RevealApi } from 'reveal.js'
import type { Position } from '../../protocol/position.ts'

/** What a follower's page adds to the configuration of reveal.js. */
export interface StartConfig {
  start: Position
  started(): void
}

export default class Start {
  readonly #reveal: RevealApi

  constructor(reveal: RevealApi) {
    this.#reveal = reveal
  }

  /**
   * reveal.js calls this once, as the last step of its start. Its own event `ready` comes a timer later, and a slow
   * phone draws a frame in between.
   */
  readURL(): void {
    const { start, started } = this.#reveal.getConfig() as StartConfig
    this.#reveal.slide(start.h, start.v, start.f)
    started()
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
