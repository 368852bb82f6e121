/** The time against the plan: progress, remaining time, and a short word about the pace. No DOM, no clock. */
import { fill, words } from '../../client/words.ts'
import type { Outline } from '../../protocol/deck.ts'
import { slideIndex, type Position } from '../../protocol/position.ts'

const MINUTE = 60_000

/**
 * The share of the talk before and after this step, each from 0 to 1. Every step takes the same time. With `timings`,
 * in seconds per slide, the steps of a slide share its time.
 */
export interface Progress {
  from: number
  to: number
}

export function progress(outline: Outline, at: Position, timings: readonly number[] = []): Progress {
  const here = slideIndex(outline, at)
  let total = 0
  let done = 0
  let step = 1
  outline.forEach((slide, i) => {
    const share = timings[i] ?? slide.steps + 1
    if (i < here) done += share
    if (i === here) step = share / (slide.steps + 1)
    total += share
  })
  if (here >= 0) done += (at.f + 1) * step
  return total === 0 ? { from: 0, to: 1 } : { from: done / total, to: Math.min(1, (done + step) / total) }
}

/** `on time` while the planned time of this step is less than a minute away. */
export function paceWord(at: Progress, elapsedMs: number, durationMinutes: number): string {
  const planned = durationMinutes * MINUTE
  const behind = Math.floor((elapsedMs - at.to * planned) / MINUTE)
  const { behind: late, ahead: early, onTime } = words.phone
  if (behind >= 1) return fill(late, { n: behind })
  const ahead = Math.floor((at.from * planned - elapsedMs) / MINUTE)
  return ahead >= 1 ? fill(early, { n: ahead }) : onTime
}

/** `4:05`, `1:02:09`; overtime has a plus sign: `+0:30`. */
export function duration(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  const hours = Math.floor(seconds / 3600)
  const text = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
  return ms < 0 ? `+${text}` : text
}
