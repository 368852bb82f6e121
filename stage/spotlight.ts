/** The overlay that shows one question, poll or leaderboard full-size above the slide. */
import { byId } from '../client/element.ts'
import type { PageContext } from '../client/live-element.ts'
import type { View } from '../protocol/view.ts'

type Kind = NonNullable<View['spotlight']['item']>['kind']

/** The element of each kind, and its attribute for the id. */
const ELEMENTS: Record<Kind, [tag: string, attribute: string]> = {
  question: ['live-question', 'number'],
  poll: ['live-poll', 'poll'],
  leaderboard: ['live-leaderboard', 'quiz'],
}

export function showSpotlight(context: PageContext): void {
  const overlay = byId('spotlight')
  context.room.subscribe('spotlight', ({ item }) => {
    overlay.hidden = item === null
    if (item === null) return overlay.replaceChildren()
    const [tag, attribute] = ELEMENTS[item.kind]
    const shown = document.createElement(tag)
    shown.setAttribute(attribute, item.id)
    overlay.replaceChildren(shown)
    void load(tag)
  })

  /** Nothing is loaded before the first item. */
  async function load(tag: string): Promise<void> {
    try {
      const { loadElement } = await import('../demos/live.ts')
      loadElement(tag, context)
    } catch (error) {
      console.warn(`<${tag}> could not be loaded.`, error)
      overlay.hidden = true
    }
  }
}
