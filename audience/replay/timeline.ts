/** The time of a replay: runs, jumps, and keeps the sound at the same place. */

const SPEEDS = [0.5, 1, 1.25, 1.5, 2, 4, 8]
/** The sound is moved when it is further away than this. */
const DRIFT_S = 0.25
/** Browsers play sound only up to this speed. */
const FASTEST_SOUND = 4

export interface Timeline {
  readonly ms: number
  readonly playing: boolean
  readonly speed: number
  play(): void
  pause(): void
  jump(ms: number): void
  /** To the next one; `around`: after the fastest comes the slowest. */
  changeSpeed(by: 1 | -1, around?: boolean): void
}

/** `tick` is called with each frame while it plays, and after every change; `jumped` if the time is not the next one. */
export function createTimeline(
  lengthMs: number,
  audio: { element: HTMLAudioElement; offsetMs: number } | null,
  tick: (jumped: boolean) => void,
): Timeline {
  let ms = 0
  let playing = false
  let speed = 1
  let last = 0
  let frame = 0

  function run(now: number): void {
    // A hidden page gets no frames, and continues where it was.
    ms = Math.min(lengthMs, ms + Math.min(1000, now - last) * speed)
    last = now
    if (ms >= lengthMs) playing = false
    follow()
    tick(false)
    if (playing) frame = requestAnimationFrame(run)
  }

  function follow(): void {
    if (!audio) return
    const { element, offsetMs } = audio
    const at = (ms - offsetMs) / 1000
    const sounds = playing && speed <= FASTEST_SOUND && at >= 0 && !(at >= element.duration)
    if (!sounds) return element.pause()
    element.playbackRate = speed
    if (Math.abs(element.currentTime - at) > DRIFT_S * Math.max(1, speed)) element.currentTime = at
    // A browser may forbid sound until a key or a button was pressed.
    if (element.paused) void element.play().catch(() => {})
  }

  function changeSpeed(by: 1 | -1, around = false): void {
    const index = SPEEDS.indexOf(speed) + by
    speed = SPEEDS[around ? index % SPEEDS.length : index] ?? speed
    follow()
    tick(false)
  }

  return {
    get ms() {
      return ms
    },
    get playing() {
      return playing
    },
    get speed() {
      return speed
    },
    play() {
      if (playing) return
      const again = ms >= lengthMs
      if (again) ms = 0
      playing = true
      last = performance.now()
      frame = requestAnimationFrame(run)
      follow()
      tick(again)
    },
    pause() {
      playing = false
      cancelAnimationFrame(frame)
      follow()
      tick(false)
    },
    jump(to) {
      ms = Math.min(lengthMs, Math.max(0, to))
      follow()
      tick(true)
    },
    changeSpeed,
  }
}
