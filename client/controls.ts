/** Browsing by buttons, keys and swipes, each of which becomes one of four moves. */

export type Move = 'back' | 'forward' | 'first' | 'live'

const KEYS: Record<string, Move> = {
  ArrowLeft: 'back',
  PageUp: 'back',
  ArrowRight: 'forward',
  PageDown: 'forward',
  ' ': 'forward',
  Home: 'first',
  End: 'live',
  Escape: 'live',
}
/** For a right-to-left deck. */
const MIRRORED: Record<string, Move | undefined> = { back: 'forward', forward: 'back' }
const SWIPE_PX = 40

export function listenForMoves(
  deck: HTMLElement,
  buttons: Partial<Record<Move, HTMLElement>>,
  on: (move: Move) => void,
  rtl: () => boolean,
): void {
  for (const [move, button] of Object.entries(buttons))
    button.addEventListener('click', () => on(move as Move))

  document.addEventListener('keydown', (event) => {
    const written = KEYS[event.key]
    const move = event.key.startsWith('Arrow') && rtl() ? MIRRORED[written ?? ''] : written
    if (!move || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (ownsKey(event.target, event.key)) return
    event.preventDefault()
    on(event.shiftKey && event.key === ' ' ? 'back' : move)
  })

  let from: { x: number; y: number; id: number } | null = null
  deck.addEventListener('pointerdown', (event) => {
    const mine = event.pointerType !== 'mouse' && event.isPrimary && !scrollsSideways(event.target, deck)
    from = mine ? { x: event.clientX, y: event.clientY, id: event.pointerId } : null
  })
  deck.addEventListener('pointercancel', () => (from = null))
  deck.addEventListener('pointerup', (event) => {
    if (!from || from.id !== event.pointerId) return
    const x = event.clientX - from.x
    const y = event.clientY - from.y
    from = null
    const zoomed = (visualViewport?.scale ?? 1) > 1.01
    if (!zoomed && Math.abs(x) >= SWIPE_PX && Math.abs(x) > Math.abs(y) * 1.5)
      on(x > 0 !== rtl() ? 'back' : 'forward')
  })
}

/** Keys in text fields and on controls do not move the slides. */
function ownsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, [contenteditable], video, audio, .look, dialog')) return true
  return key === ' ' && target.closest('button, summary, a, [role=button]') !== null
}

function scrollsSideways(target: EventTarget | null, within: HTMLElement): boolean {
  for (let at = target as Element | null; at && at !== within; at = at.parentElement) {
    if (at.matches('input, textarea, select, video, iframe')) return true
    if (at.scrollWidth > at.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true
  }
  return false
}
