/** Three buttons with which a person tells the speaker, and nobody else, that the pace is not right on this slide. */
import './pace-choice.css'
import { newIntent } from '../../client/connection/intents.ts'
import type { Connection } from '../../client/connection/connection.ts'
import type { Pace } from '../../protocol/pace.ts'
import type { RefusalCode } from '../../protocol/refusal.ts'
import { words } from '../../client/words.ts'

const PACES: readonly Pace[] = ['slower', 'faster', 'lost']

export interface PaceChoice {
  element: HTMLElement
  /** Asks what was said on the present slide, and again when the talk moves, until the undo is called. */
  watch(): () => void
}

export function createPaceChoice(connection: Pick<Connection, 'query' | 'send' | 'store'>): PaceChoice {
  const element = document.createElement('div')
  element.className = 'pace-choice'
  const { pace } = words.elements
  const group = document.createElement('div')
  group.className = 'words'
  group.role = 'group'
  group.ariaLabel = pace.pace
  const line = document.createElement('p')
  line.className = 'problem soft'
  line.role = 'status'
  element.append(group, line)

  let said: Pace | null = null
  let asked = 0
  const buttons = PACES.map((what) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button'
    button.textContent = pace[what]
    button.addEventListener('click', () => void say(said === what ? null : what))
    group.append(button)
    return { button, what }
  })

  function draw(text: string): void {
    for (const { button, what } of buttons) button.ariaPressed = String(said === what)
    line.textContent = text
  }

  async function say(what: Pace | null): Promise<void> {
    asked += 1
    const mine = asked
    const ack = await connection.send(newIntent({ type: 'pace/say', what }))
    // The talk has moved meanwhile, or another button was pressed.
    if (mine !== asked) return
    if (ack.ok) said = what
    draw(ack.ok ? (what === null ? pace.private : pace.said) : whyNot(ack.refusal.code))
  }

  async function ask(): Promise<void> {
    asked += 1
    const mine = asked
    const answer = await connection.query({ query: 'pace/mine' })
    if (mine !== asked) return
    said = answer?.what ?? null
    draw(said === null ? pace.private : pace.said)
  }

  draw(pace.private)
  return {
    element,
    watch() {
      let slide = ''
      return connection.store.on('position', ({ h, v }) => {
        if (slide === `${h}/${v}`) return
        slide = `${h}/${v}`
        said = null
        draw(pace.private)
        void ask()
      })
    },
  }
}

function whyNot(code: RefusalCode): string {
  const { pace, roomPaused, noCookie, tooFast } = words.elements
  if (code === 'unavailable') return pace.unavailable
  if (code === 'paused') return roomPaused
  if (code === 'no-cookie') return noCookie
  return code === 'rate-limited' ? tooFast : pace.notSent
}
