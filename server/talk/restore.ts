/** What is restored when the log of a talk has lost entries. Pure. */
import type { Event } from '../../protocol/event.ts'
import { samePosition, slideIndex } from '../../protocol/position.ts'
import type { State } from '../../protocol/state.ts'

/** The events that bring back the slides and the position from before the loss. */
export function eventsToRestore(before: State, { talk, position }: State): Event[] {
  const { outline, version } = before.talk
  const events: Event[] = []
  if (talk.version === '' && version !== '') events.push({ type: 'talk/outlined', version, slides: outline })
  const known = talk.version === '' ? outline : talk.outline
  if (!samePosition(position, before.position) && slideIndex(known, before.position) >= 0)
    events.push({ type: 'position/moved', ...before.position })
  return events
}
