/** Binds taps and swipes to elements. They are more tolerant than clicks, and never fire twice for one touch. */
import { readStroke, type Touch } from './swipe.ts'
import { BOUNCE_MS } from './taps.ts'

interface Meanings {
  tap?: () => void
  /** `left` is the direction of the finger: the slides go forward. */
  swipe?: (way: 'left' | 'right') => void
}

/**
 * A swipe turns pages: to the left goes forward, and to the right on a page that is written from right to left.
 */
export function swipeMoves({
  next,
  prev,
}: Record<'next' | 'prev', () => void>): (way: 'left' | 'right') => void {
  return (way) => ((way === 'left') === (document.dir !== 'rtl') ? next() : prev())
}

/** A browser's own click follows a touch within this time. */
const GHOST_MS = 700

/** Keyboards and screen readers send clicks without a touch before them. Returns its undo. */
export function onGesture(element: HTMLElement, meanings: Meanings): () => void {
  const undo = new AbortController()
  const { signal } = undo
  let down: (Touch & { id: number }) | undefined
  let touchedAt = -Infinity
  let leftAt = -Infinity

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'mouse' && event.button !== 0) return
      // A second finger is a palm or a pinch.
      const alone = down === undefined && event.isPrimary
      down =
        alone && event.timeStamp - leftAt >= BOUNCE_MS ? { id: event.pointerId, ...touch(event) } : undefined
    },
    { signal },
  )
  element.addEventListener(
    'pointerup',
    (event) => {
      leftAt = event.timeStamp
      // The click that follows a bounce or a second finger must not count either.
      if (event.pointerType !== 'mouse') touchedAt = event.timeStamp
      if (down?.id !== event.pointerId) return
      const stroke = readStroke(down, touch(event))
      down = undefined
      if (stroke === 'left' || stroke === 'right') {
        // A mouse sends a click after a swipe, too.
        touchedAt = event.timeStamp
        meanings.swipe?.(stroke)
      } else if (stroke === 'tap' && event.pointerType !== 'mouse') {
        meanings.tap?.()
      }
    },
    { signal },
  )
  element.addEventListener('pointercancel', () => (down = undefined), { signal })
  element.addEventListener(
    'click',
    (event) => {
      const ghost = event.detail > 0 && event.timeStamp - touchedAt < GHOST_MS
      if (!ghost) meanings.tap?.()
    },
    { signal },
  )
  return () => undo.abort()
}

function touch(event: PointerEvent): Touch {
  return { x: event.clientX, y: event.clientY, at: event.timeStamp }
}
