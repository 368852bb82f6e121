/**
 * The buttons with which a person takes part. What they open is loaded with the first press, or a while after the page
 * follows.
 */
import { HAND_EVENT, handKey, outboxKey, readKept } from '../../client/kept.ts'
import type { CreatePart, Part, RoomContext } from './part.ts'
import { loadWords, words } from '../../client/words.ts'

interface Known {
  load: () => Promise<{ default: CreatePart }>
  /** Whether something is left from before a reload, so that the part is needed at once. */
  isNeeded?: (talk: string) => boolean
  /** The name of an event on the page that says that the part is needed now. */
  wakes?: string
}

/** By then the page shows the talk. */
const PREFETCH_AFTER_MS = 3000

/** By the `data-part` of its button. */
const PARTS: Record<string, Known> = {
  poll: { load: () => import('./poll.ts') },
  ask: {
    load: () => import('./ask.ts'),
    isNeeded: (talk) => readKept(outboxKey(talk, 'audience')) !== '',
  },
  react: { load: () => import('./react.ts') },
  hand: {
    load: () => import('./hand.ts'),
    isNeeded: (talk) => readKept(handKey(talk)) !== '',
    wakes: HAND_EVENT,
  },
}

export function setUpRoomBar(bar: HTMLElement, context: RoomContext): void {
  const vote = bar.querySelector<HTMLButtonElement>('[data-part=poll]')
  context.connection.store.on('openPoll', ({ poll }) => {
    if (vote) vote.hidden = poll === null
  })
  const notice = bar.querySelector('[role=status]')
  for (const [name, { load, isNeeded, wakes }] of Object.entries(PARTS)) {
    const button = bar.querySelector<HTMLButtonElement>(`[data-part=${name}]`)
    if (!button) continue
    let part: Promise<Part> | undefined
    const bring = async (press: boolean): Promise<void> => {
      try {
        part ??= Promise.all([load(), loadWords('elements')]).then(([{ default: create }]) =>
          create(context, button),
        )
        const { press: act } = await part
        if (press) act()
        if (notice) notice.textContent = ''
      } catch (error) {
        // After a network error, the next press tries again.
        part = undefined
        console.warn(`The part ${name} of the room bar could not be loaded.`, error)
        if (press && notice) notice.textContent = words.shell.needsConnection
      }
    }
    button.addEventListener('click', () => void bring(true))
    if (isNeeded?.(context.talk)) void bring(false)
    if (wakes) document.addEventListener(wakes, () => void bring(false))
  }
  setTimeout(() => {
    import('./prefetch.ts')
      .then(({ prefetch }) => prefetch(context.connection))
      .catch((error: unknown) => console.warn('The room bar could not be prefetched.', error))
  }, PREFETCH_AFTER_MS)
}
