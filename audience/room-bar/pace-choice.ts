/** Three buttons with which a person tells the speaker, and nobody else, that the pace is not right on this slide. */
import './pace-choice.css'
import { newIntent } from '../../client/connection/intents.ts'
import type { Connection } from '../../client/connection/connection.ts'
import type { Pace } from '../../protocol/pace.ts'

const WORDS: Record<Pace, string> = { slower: 'Slower', faster: 'Faster', lost: 'Lost me here' }
const PRIVATE = 'Only the speaker and the moderators see this.'
const SAID = 'The speaker sees it. Tap again to withdraw it.'

export interface PaceChoice {
  element: HTMLElement
  /** Asks what was said on the present slide, and again when the talk moves, until the undo is called. */
  watch(): () => void
}

export function createPaceChoice(connection: Pick<Connection, 'query' | 'send' | 'store'>): PaceChoice {
  const element = document.createElement('div')
  element.className = 'pace-choice'
  const words = document.createElement('div')
  words.className = 'words'
  words.role = 'group'
  words.ariaLabel = 'Pace'
  const line = document.createElement('p')
  line.className = 'problem soft'
  line.role = 'status'
  element.append(words, line)

  let said: Pace | null = null
  let asked = 0
  const buttons = (Object.keys(WORDS) as Pace[]).map((what) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button'
    button.textContent = WORDS[what]
    button.addEventListener('click', () => void say(said === what ? null : what))
    words.append(button)
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
    draw(ack.ok ? (what === null ? PRIVATE : SAID) : (WHY_NOT[ack.refusal.code] ?? NOT_SENT))
  }

  async function ask(): Promise<void> {
    asked += 1
    const mine = asked
    const answer = await connection.query({ query: 'pace/mine' })
    if (mine !== asked) return
    said = answer?.what ?? null
    draw(said === null ? PRIVATE : SAID)
  }

  draw(PRIVATE)
  return {
    element,
    watch() {
      let slide = ''
      return connection.store.on('position', ({ h, v }) => {
        if (slide === `${h}/${v}`) return
        slide = `${h}/${v}`
        said = null
        draw(PRIVATE)
        void ask()
      })
    },
  }
}

const NOT_SENT = 'Not sent. Try again.'
const WHY_NOT: Partial<Record<string, string>> = {
  unavailable: 'Not sent: there is no connection, or nothing can be stored now.',
  paused: 'The speaker has paused the room.',
  'no-cookie': 'This browser sends no cookie: allow cookies and reload the page.',
  'rate-limited': 'Not so fast: wait a moment.',
}
