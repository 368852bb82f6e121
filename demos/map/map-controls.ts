/** The controls below the map: which map, a filter word, and pause. */
import { make } from '../parts.ts'

export type Region = 'us' | 'world'

const REGIONS: [Region, string][] = [
  ['us', 'USA'],
  ['world', 'World'],
]

interface Chosen {
  region(region: Region): void
  word(typed: string): void
  pause(is: boolean): void
}

export function createControls(region: Region, word: string, chosen: Chosen): { element: HTMLElement } {
  const element = make('div', 'map-controls')
  // A key that presses a button here must not move the slides.
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation()
  })

  const maps = make('div', 'map-switch')
  maps.role = 'group'
  maps.ariaLabel = 'Map'
  const buttons = REGIONS.map(([each, name]) => {
    const button = make('button', '', name)
    button.type = 'button'
    button.ariaPressed = String(each === region)
    button.addEventListener('click', () => {
      for (const other of buttons) other.ariaPressed = String(other === button)
      chosen.region(each)
    })
    return button
  })
  maps.append(...buttons)

  const input = make('input')
  input.type = 'search'
  input.placeholder = 'Find'
  input.ariaLabel = 'Only posts with this word'
  input.maxLength = 40
  input.autocomplete = 'off'
  input.spellcheck = false
  input.enterKeyHint = 'search'
  input.value = word
  input.addEventListener('input', () => chosen.word(input.value))

  const pause = make('button', '', 'Pause')
  pause.type = 'button'
  let paused = false
  pause.addEventListener('click', () => {
    paused = !paused
    pause.textContent = paused ? 'Continue' : 'Pause'
    chosen.pause(paused)
  })

  element.append(maps, input, pause)
  return { element }
}
