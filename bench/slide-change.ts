/** Measures slide changes of a running server while something else keeps it busy. */
import { openLightSocket, type LightSocket } from '../tests/support/light-socket.ts'
import { pairedCookie } from '../tests/support/people.ts'

export interface SlideChange {
  /** The time from the tap to the follower's patch, in ms. */
  change(): Promise<number>
  presenter: LightSocket
  follower: LightSocket
}

/** Opens a presenter and a follower of the talk. */
export async function openSlideChange(url: string, talk: string, key: string): Promise<SlideChange> {
  const cookie = await pairedCookie({ url, key })
  let arrived: ((at: number) => void) | undefined
  const follower = await openLightSocket(url, { talk, role: 'audience' }, (name, args) => {
    if (name === 'patch' && args[1] === 'position') arrived?.(performance.now())
  })
  const presenter = await openLightSocket(url, { talk, role: 'presenter', cookie }, () => {})
  let slide = 0
  return {
    presenter,
    follower,
    async change() {
      // Alternating, because the same slide again is no change.
      slide = 1 - slide
      const start = performance.now()
      const at = new Promise<number>((resolve) => (arrived = resolve))
      await presenter.send({ type: 'position/goto', to: { h: slide, v: 0, f: -1 } })
      return (await at) - start
    },
  }
}
