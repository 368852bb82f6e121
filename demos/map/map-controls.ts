/** The controls below the map: which map, a filter word, and pause. */
import { words } from '../../client/words.ts'
import { make } from '../parts.ts'

export type Region = 'us' | 'world'

const REGIONS = ['us', 'world'] as const satisfies Region[]

interface Chosen {
  region(region: Region): void
  word(typed: string): void
  pause(is: boolean): void
}

export function createControls(region: Region, word: string, chosen: Chosen): { element: HTMLElement } {
  const { map } = words.exhibits
  const element = make('div', 'map-controls')
  // A key that presses a button here must not move the slides.
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation()
  })

  const maps = make('div', 'map-switch')
  maps.role = 'group'
  maps.ariaLabel = map.map
  const buttons = REGIONS.map((each) => {
    const button = make('button', '', map[each])
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
  input.placeholder = map.find
  input.ariaLabel = map.only
  input.maxLength = 40
  input.autocomplete = 'off'
  input.spellcheck = false
  input.enterKeyHint = 'search'
  input.value = word
  input.addEventListener('input', () => chosen.word(input.value))

  const pause = make('button', '', map.pause)
  pause.type = 'button'
  let paused = false
  pause.addEventListener('click', () => {
    paused = !paused
    pause.textContent = paused ? map.goOn : map.pause
    chosen.pause(paused)
  })

  element.append(maps, input, pause)
  return { element }
}
