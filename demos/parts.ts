/** Helpers that the live elements share. */
import type { Role } from '../protocol/role.ts'
import type { RoomNews } from '../protocol/room.ts'
import { number as inWords, plural, words } from '../client/words.ts'

/** A new element with a class and a text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.textContent = text
  return element
}

/** Whether the screen shows the room and takes no input: the stage, and the picture on the speaker's phone. */
export function showsTheRoom(role: Role): boolean {
  return role === 'stage' || role === 'presenter'
}

/** Does nothing if the text is unchanged, because a screen reader would read it again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** `1 browser`, `1,204 browsers`. */
export function browsersIn({ browsers }: Pick<RoomNews, 'browsers'>): string {
  return plural(words.elements.browsers, browsers)
}

export function count(number: number): string {
  return inWords(number)
}
