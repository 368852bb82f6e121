/** What a player is called. Separate from the rules for nicknames, so that pages do not load them. */
import { GUEST } from './chat-item.ts'

/** Characters of one nickname. */
export const MAX_NICKNAME = 24

/** The name that is shown for a player. */
export function shownName({ nickname, number }: { nickname: string; number: number }): string {
  return nickname === '' ? `${GUEST} ${number}` : nickname
}
