/** The remaining time of a question, by the server's clock: a ring with the seconds. */
import type { Connection } from '../../client/connection/connection.ts'
import { make, say } from '../parts.ts'
import { plural, words } from '../../client/words.ts'

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
  /** Whether the time is up, as far as this browser knows. */
  readonly isUp: boolean
  /** Null while no time runs. */
  run(time: QuizTime | null): void
  close(): void
}

/** How much of the time is left, from 1 to 0. Without a limit it stays 1. */
export function shareLeft({ at, seconds }: QuizTime, now: number): number {
  return seconds === 0 ? 1 : Math.min(1, Math.max(0, 1 - (now - at) / (seconds * 1000)))
}

/** `turned` is called when `isUp` changes by itself. */
export function createQuizClock(connection: Pick<Connection, 'onHealth'>, turned: () => void): QuizClock {
  const element = make('div', 'quiz-clock')
  element.append(ring())
  element.role = 'timer'
  element.ariaLabel = words.elements.quiz.secondsLeftLabel
  const number = make('span', 'quiz-seconds')
  const spoken = make('span', 'visually-hidden')
  spoken.role = 'status'
  element.append(number, spoken)
  element.hidden = true

  /** Undefined until it was measured; then nobody knows how much time is left. */
  let offsetMs: number | undefined
  let running: QuizTime | null = null
  let isUp = false
  let timer: ReturnType<typeof setInterval> | undefined
  const undo = connection.onHealth(({ offsetMs: measured }) => {
    if (measured === offsetMs) return
    offsetMs = measured
    tick()
  })

  function draw(): void {
    if (!running || offsetMs === undefined) return
    const left = shareLeft(running, Date.now() + offsetMs)
    const seconds = Math.ceil(left * running.seconds)
    isUp = left === 0
    element.hidden = isUp
    element.style.setProperty('--left', String(left))
    say(number, String(seconds))
    if (SAID_S.includes(seconds) && seconds < running.seconds)
      say(spoken, plural(words.elements.quiz.secondsLeft, seconds))
  }

  function tick(): void {
    const was = isUp
    draw()
    if (isUp !== was) turned()
  }

  return {
    element,
    get isUp() {
      return isUp
    },
    run(time) {
      if (time?.at === running?.at && time?.seconds === running?.seconds) return
      clearInterval(timer)
      running = time && time.seconds > 0 ? time : null
      isUp = false
      element.hidden = true
      say(spoken, '')
      if (!running) return
      timer = setInterval(tick, TICK_MS)
      draw()
    },
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
