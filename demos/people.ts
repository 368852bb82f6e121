/** How people without a name are called on this page. */
import { fill, words } from '../client/words.ts'
import { GUEST } from '../protocol/features/chat-item.ts'
import { nameShown } from '../protocol/features/chat-names.ts'

/** `guest` and `guest 17` are what the server calls them; other names stay unchanged. */
export function guestName(name: string): string {
  const { guest, guestNumber } = words.elements
  if (name === GUEST) return guest
  const [, number] = /^guest (\d+)$/.exec(name) ?? []
  return number === undefined ? name : fill(guestNumber, { number })
}

/** A name in the chat, as it is shown. */
export function shownName(
  name: string,
  person: { author: number; paired?: boolean | undefined },
  speakers: readonly string[],
): string {
  return guestName(nameShown(name, person, speakers))
}
