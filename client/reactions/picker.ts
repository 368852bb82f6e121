/** The buttons with which a person reacts. Reactions are fleeting: one that cannot be sent now is not sent later. */
import './picker.css'
import type { ReactAnswer } from '../../protocol/reactions.ts'
import type { Connection } from '../connection/connection.ts'
import { words } from '../words.ts'

type Why = Extract<ReactAnswer, { ok: false }>['why']

function whyNot(why: Why | 'offline'): string {
  const { react, roomPaused, tooFast, noCookie } = words.elements
  if (why === 'paused') return roomPaused
  if (why === 'often') return tooFast
  if (why === 'no-cookie') return noCookie
  return why === 'off' ? react.off : react.offline
}
const PROBLEM_MS = 4000

export interface Picker {
  element: HTMLElement
  /** Replaces the kinds; an unchanged list changes nothing. */
  offer(kinds: readonly string[]): void
  /** While the room is paused, the line says so all the time. */
  pause(is: boolean): void
}

export function createPicker(connection: Pick<Connection, 'query'>, kinds: readonly string[]): Picker {
  const element = document.createElement('div')
  element.className = 'reaction-picker'
  const buttons = document.createElement('div')
  buttons.className = 'kinds'
  buttons.role = 'group'
  buttons.ariaLabel = words.elements.react.reactions
  const problem = document.createElement('p')
  problem.className = 'problem soft'
  problem.role = 'status'
  element.append(buttons, problem)
  let offered = ''
  let clearing: ReturnType<typeof setTimeout> | undefined

  let isPaused = false

  function say(text: string): void {
    problem.textContent = isPaused ? whyNot('paused') : text
    clearTimeout(clearing)
    if (text !== '') clearing = setTimeout(() => say(''), PROBLEM_MS)
  }

  async function react(kind: string, button: HTMLElement): Promise<void> {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
      button.animate({ transform: ['scale(0.8)', 'scale(1.15)', 'none'] }, { duration: 240 })
    const answer = await connection.query({ query: 'react', kind })
    say(answer?.ok ? '' : whyNot(answer ? answer.why : 'offline'))
  }

  function offer(list: readonly string[]): void {
    if (offered === list.join(' ')) return
    offered = list.join(' ')
    buttons.replaceChildren(
      ...list.map((kind) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.className = 'button'
        button.textContent = kind
        button.addEventListener('click', () => void react(kind, button))
        // A key that presses the button must not move the slides.
        button.addEventListener('keydown', (event) => {
          if (event.key === ' ' || event.key === 'Enter') event.stopPropagation()
        })
        return button
      }),
    )
  }
  function pause(is: boolean): void {
    isPaused = is
    say('')
  }
  offer(kinds)
  return { element, offer, pause }
}
