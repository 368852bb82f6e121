/** Shows in live elements what the talk ended with. All others show their still. */
import { fixedConnection, type Views } from './fixed-connection.ts'
import { bringToLife } from '../demos/live.ts'

/** The elements whose content is in the log, and whether the talk has something for one of them. */
const IN_LOG: Record<string, (views: Views, element: Element) => boolean> = {
  'live-chat': ({ chat }) => chat !== undefined,
  'live-hand': ({ hand }) => hand !== undefined,
  'live-questions': ({ questions }) => questions !== undefined,
  'live-question': ({ questions }) => questions !== undefined,
  'live-poll': ({ poll }, element) =>
    poll?.polls.some(({ id }) => id === (element.getAttribute('poll') ?? element.id)) === true,
  'live-leaderboard': ({ quiz }) => quiz !== undefined,
  // The view has only the last question.
  'live-quiz': ({ quiz }, { id }) => quiz?.question?.id === id,
}
/** Elements draw with the first patch, in the next frame, or when their parts have been loaded from this script. */
const FRAMES = 4

/** Returns a function that resolves when the elements of the current slide are drawn. */
export function bakeElements(
  root: HTMLElement,
  talk: string,
  views: Views,
): (slide: HTMLElement) => Promise<void> {
  const live = new Set<string>()
  for (const element of root.querySelectorAll(':not(:defined)')) {
    if (IN_LOG[element.localName]?.(views, element)) live.add(element.localName)
    else element.setAttribute('data-still', '')
  }
  if (live.size === 0) return () => Promise.resolve()
  const room = fixedConnection(views)
  // Tags that are not in the log stay undefined.
  bringToLife(root, { talk, role: 'stage', room }, (tag) => live.has(tag))
  return async (slide) => {
    const tags = [...live].filter((tag) => slide.querySelector(tag))
    if (tags.length === 0) return
    await Promise.all(tags.map((tag) => customElements.whenDefined(tag)))
    for (let i = 0; i < FRAMES; i += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}
