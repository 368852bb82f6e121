/** The remaining time of a question, by the server's clock: a ring with the seconds. */
import type { Connection } from '../../client/connection/connection.ts'
import { make, say } from '../parts.ts'

const TICK_MS = 250
/** A screen reader hears these. */
const SAID_S = [10, 5]

export interface QuizTime {
  /** When the question was started, in ms since 1970 on the server. */
  at: number
  /** 0 for no limit. */
  seconds: number
}

export interface QuizClock {
  element: HTMLElement
  /** Null while no time runs. */
  run(time: QuizTime | null): void
  close(): void
}

/** How much of the time is left, from 1 to 0. Without a limit it stays 1. */
export function shareLeft({ at, seconds }: QuizTime, now: number): number {
  return seconds === 0 ? 1 : Math.min(1, Math.max(0, 1 - (now - at) / (seconds * 1000)))
}

/** `up` is called when the time is up. */
export function createQuizClock(connection: Pick<Connection, 'onHealth'>, up: () => void): QuizClock {
  const element = make('div', 'quiz-clock')
  element.append(ring())
  element.role = 'timer'
  element.ariaLabel = 'Seconds left'
  const number = make('span', 'quiz-seconds')
  const spoken = make('span', 'visually-hidden')
  spoken.role = 'status'
  element.append(number, spoken)
  element.hidden = true

  let offsetMs = 0
  let running: QuizTime | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  const undo = connection.onHealth(({ offsetMs: measured }) => {
    if (measured === undefined || measured === offsetMs) return
    offsetMs = measured
    if (running) draw(running)
  })

  function draw(time: QuizTime): void {
    const left = shareLeft(time, Date.now() + offsetMs)
    const seconds = Math.ceil(left * time.seconds)
    element.style.setProperty('--left', String(left))
    say(number, String(seconds))
    if (SAID_S.includes(seconds) && seconds < time.seconds) say(spoken, `${seconds} seconds left`)
    if (left > 0) return
    run(null)
    up()
  }

  function run(time: QuizTime | null): void {
    clearInterval(timer)
    running = time && time.seconds > 0 ? time : null
    element.hidden = running === null
    say(spoken, '')
    if (!running) return
    timer = setInterval(() => running && draw(running), TICK_MS)
    draw(running)
  }

  return {
    element,
    run,
    close() {
      clearInterval(timer)
      undo()
    },
  }
}

const SVG = 'http://www.w3.org/2000/svg'

function ring(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 36 36')
  svg.setAttribute('aria-hidden', 'true')
  for (const name of ['whole', 'left']) {
    const circle = document.createElementNS(SVG, 'circle')
    for (const [key, value] of Object.entries({ class: name, cx: 18, cy: 18, r: 15.5, pathLength: 1 }))
      circle.setAttribute(key, String(value))
    svg.append(circle)
  }
  return svg
}
