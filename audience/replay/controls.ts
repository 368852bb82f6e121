/** The bar of a replay: play, time with a mark for each slide, slides, speed, and the keys for all of them. */
import { byId } from '../../client/element.ts'
import type { Recording } from '../../protocol/replay/recording.ts'
import { fill, number, words } from '../../client/words.ts'
import type { Timeline } from './timeline.ts'

const STEP_MS = 5000

export interface Controls {
  /** Shows the time, and announces another slide. */
  draw(): void
}

export function createControls({ lengthMs, marks }: Recording, timeline: () => Timeline): Controls {
  const scrubber = byId<HTMLInputElement>('scrubber')
  const [play, begin, speed] = [byId('play'), byId('begin'), byId('speed')]
  const [time, place, announcer] = [byId('time'), byId('place'), byId('announcer')]
  scrubber.max = String(Math.ceil(lengthMs))
  for (const mark of marks) {
    const line = document.createElement('i')
    line.style.left = `${(mark.ms / lengthMs) * 100}%`
    line.title = mark.title
    byId('marks').append(line)
  }

  const current = (): number => marks.findLastIndex(({ ms }) => ms <= timeline().ms)
  /** As players do: back goes to the beginning of the slide first. */
  function slide(by: 1 | -1): void {
    const { ms, jump } = timeline()
    const here = marks[current()]
    if (by === -1 && here && ms - here.ms > 2000) return jump(here.ms)
    const to = marks[current() + by]
    if (to) jump(to.ms)
  }
  function toggle(): void {
    if (timeline().playing) timeline().pause()
    else timeline().play()
  }
  function fullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void document.documentElement.requestFullscreen?.()
  }

  let wanted = 0
  // A drag sends more positions than there are frames.
  scrubber.addEventListener('input', () => {
    wanted ||= requestAnimationFrame(() => {
      wanted = 0
      timeline().jump(Number(scrubber.value))
    })
  })
  play.addEventListener('click', toggle)
  begin.addEventListener('click', toggle)
  byId('back').addEventListener('click', () => slide(-1))
  byId('forward').addEventListener('click', () => slide(1))
  speed.addEventListener('click', () => timeline().changeSpeed(1, true))
  const keys: Record<string, () => void> = {
    ' ': toggle,
    k: toggle,
    ArrowLeft: () => timeline().jump(timeline().ms - STEP_MS),
    ArrowRight: () => timeline().jump(timeline().ms + STEP_MS),
    PageUp: () => slide(-1),
    PageDown: () => slide(1),
    Home: () => timeline().jump(0),
    End: () => timeline().jump(lengthMs),
    '<': () => timeline().changeSpeed(-1),
    '>': () => timeline().changeSpeed(1),
    f: fullScreen,
  }
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    // A focused button has the space bar for itself.
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return
    event.preventDefault()
    act()
  })
  for (const control of document.querySelectorAll<HTMLButtonElement>('[disabled]')) control.disabled = false

  let said = -1
  return {
    draw() {
      const { ms, playing, speed: now } = timeline()
      const i = current()
      const title = marks[i]?.title ?? ''
      scrubber.value = String(ms)
      scrubber.style.setProperty('--share', String(ms / lengthMs))
      scrubber.ariaValueText = fill(words.replay.at, { time: clock(ms), length: clock(lengthMs), title })
      time.textContent = `${clock(ms)} / ${clock(lengthMs)}`
      place.textContent = title
      play.ariaLabel = playing ? words.replay.pause : words.replay.play
      document.body.dataset['playing'] = String(playing)
      begin.hidden = playing || ms > 0
      speed.textContent = `${number(now)}×`
      speed.ariaLabel = fill(words.replay.speed, { speed: now })
      if (i !== said && playing) announcer.textContent = title
      said = i
    },
  }
}

/** `4:07`, `1:04:07`. */
function clock(ms: number): string {
  const all = Math.floor(ms / 1000)
  const two = (part: number): string => String(part).padStart(2, '0')
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}
