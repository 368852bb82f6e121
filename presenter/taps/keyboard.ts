/** Keys for a presenter's page on a laptop or with a clicker, the same as on the stage. */

export interface KeyWishes {
  next(): void
  prev(): void
  black(): void
}

const NEXT = new Set(['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'n'])
const PREV = new Set(['ArrowLeft', 'ArrowUp', 'PageUp', 'p'])
const BLACK = new Set(['b', '.'])

export function onKeys(wishes: KeyWishes): void {
  addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target instanceof Element ? event.target : null
    if (target?.closest('input, textarea, select, dialog[open]')) return
    // A focused button keeps its own key.
    if (event.key === ' ' && target?.closest('button, a')) return
    // Scrollable elements keep their scroll keys.
    if (event.key.startsWith('Arrow') && target?.closest('[data-scrolls]') && /Up|Down/.test(event.key))
      return
    const wish = NEXT.has(event.key) ? wishes.next : PREV.has(event.key) ? wishes.prev : undefined
    if (wish) wish()
    else if (BLACK.has(event.key)) wishes.black()
    else return
    event.preventDefault()
  })
}
