/** Nicknames in the quiz: nobody takes one that could be mistaken for another player's or a speaker's. */
import { canBeReadIn, isConfusable, skeletonsOf } from '../confusable.ts'
import type { ActorId } from '../ids.ts'
import { GUEST } from './chat-item.ts'
import { looksLikeSpeaker } from './chat-names.ts'
import type { Quiz } from './quiz-slice.ts'

/** The player other than `actor` whose nickname could be mistaken for this one. */
export function holderOf(
  { nicknames, players }: Quiz,
  nickname: string,
  actor?: ActorId,
): ActorId | undefined {
  for (const skeleton of skeletonsOf(nickname)) {
    const holder = nicknames.get(skeleton)
    if (holder === undefined || holder === actor) continue
    const theirs = players.get(holder)?.nickname ?? ''
    if (theirs !== '' && isConfusable(theirs, nickname)) return holder
  }
  return undefined
}

/** `speakers` are the names of paired browsers. */
export function isTaken(slice: Quiz, nickname: string, actor: ActorId, speakers: readonly string[]): boolean {
  // A player without a nickname is shown as a numbered guest.
  if (canBeReadIn(GUEST, nickname)) return true
  return looksLikeSpeaker(nickname, speakers) || holderOf(slice, nickname, actor) !== undefined
}

export function withNickname(
  nicknames: Quiz['nicknames'],
  nickname: string,
  actor: ActorId,
): Quiz['nicknames'] {
  return skeletonsOf(nickname).reduce((all, skeleton) => all.set(skeleton, actor), nicknames)
}
