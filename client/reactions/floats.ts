/** A few elements that rise and fade, used again and again. Only `transform` and `opacity` change. */

/** Floats at the same time, on a small screen and on a large one. */
const MOST_SMALL = 12
const MOST_LARGE = 40
const LARGE_PX = 900
const RISE_MS = 2600
/** The floats of one burst start within this time. */
const SPREAD_MS = 450

export interface Floats {
  /** How many more may rise now. */
  free(): number
  add(kinds: readonly string[]): void
  clear(): void
}

export function createFloats(parent: HTMLElement): Floats {
  const idle: HTMLElement[] = []
  const rising = new Set<Animation>()

  function take(): HTMLElement {
    const ready = idle.pop()
    if (ready) return ready
    const made = document.createElement('span')
    made.className = 'float'
    parent.append(made)
    return made
  }

  function rise(kind: string): void {
    const element = take()
    element.textContent = kind
    const animation = element.animate(path(parent.clientWidth || innerWidth), {
      duration: RISE_MS * (0.8 + Math.random() * 0.5),
      delay: Math.random() * SPREAD_MS,
      easing: 'cubic-bezier(0.2, 0.5, 0.5, 1)',
    })
    rising.add(animation)
    const end = (): void => {
      if (rising.delete(animation)) idle.push(element)
    }
    animation.addEventListener('finish', end)
    animation.addEventListener('cancel', end)
  }

  return {
    free: () => Math.max(0, (innerWidth < LARGE_PX ? MOST_SMALL : MOST_LARGE) - rising.size),
    add: (kinds) => kinds.forEach(rise),
    clear() {
      for (const animation of rising) animation.cancel()
    },
  }
}

/** From the lower right corner upwards, each on its own way. */
function path(width: number): Keyframe[] {
  const band = Math.min(width * 0.24, 360)
  const x = -(0.08 + Math.random() * 0.92) * band
  const drift = (Math.random() - 0.5) * band * 0.3
  const turn = (Math.random() - 0.5) * 30
  const height = 38 + Math.random() * 22
  const at = (share: number, scale: number): string =>
    `translate(${x + drift * share}px, ${-height * share}vh) rotate(${turn * share}deg) scale(${scale})`
  return [
    { transform: at(0, 0.5), opacity: 0 },
    { transform: at(0.15, 1.15), opacity: 1, offset: 0.12 },
    { transform: at(0.75, 1), opacity: 1, offset: 0.7 },
    { transform: at(1, 0.9), opacity: 0 },
  ]
}
