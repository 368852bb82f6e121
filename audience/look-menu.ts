/** The menu for text size and colours. The choice is stored on this device. */
import { readLook, saveLook, TEXT_SIZES, type Theme } from '../client/look.ts'
import { percent } from '../client/words.ts'

/** `menu` is the `<details>`; `deckTheme` applies until the person chooses. */
export function setUpLook(menu: HTMLDetailsElement, deckTheme: Theme, onText: (text: number) => void): void {
  const look = readLook()
  const smaller = menu.querySelector<HTMLButtonElement>('[data-text="smaller"]')
  const larger = menu.querySelector<HTMLButtonElement>('[data-text="larger"]')
  const size = menu.querySelector('output')

  function showText(): void {
    const i = TEXT_SIZES.indexOf(look.text)
    // Disabling the focused button would lose the focus.
    smaller?.setAttribute('aria-disabled', String(i === 0))
    larger?.setAttribute('aria-disabled', String(i === TEXT_SIZES.length - 1))
    if (size) size.textContent = percent(look.text)
  }

  function step(by: number): void {
    const next = TEXT_SIZES[TEXT_SIZES.indexOf(look.text) + by]
    if (next === undefined) return
    look.text = next
    saveLook(look)
    showText()
    onText(next)
  }
  smaller?.addEventListener('click', () => step(-1))
  larger?.addEventListener('click', () => step(1))

  for (const radio of menu.querySelectorAll<HTMLInputElement>('input[name=theme]')) {
    radio.checked = radio.value === (look.theme ?? deckTheme)
    radio.addEventListener('change', () => {
      look.theme = radio.value as Theme
      saveLook(look)
      document.documentElement.dataset['theme'] = look.theme
    })
  }
  showText()

  document.addEventListener('pointerdown', (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false
  })
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
}
