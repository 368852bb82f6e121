/** Reactions: the kinds that a deck offers, what a browser sends and gets of them, and their limits. */

/** Without a choice of the deck. */
export const REACTIONS: readonly string[] = ['👏', '❤️', '😂', '🤯']
export const MAX_REACTIONS = 6
/** An emoji of several code points, such as a flag or a family, is one kind. */
export const MAX_REACTION_LENGTH = 24

/** How often each kind occurred since the news before, on all nodes; a kind without reactions is absent. */
export type BurstNews = Record<string, number>

/** `off`: the deck does not offer this kind. `paused`: the speaker has paused the room. `often`: too many from this browser or its address. `no-cookie`: the browser keeps no cookie. */
export type ReactAnswer = { ok: true } | { ok: false; why: 'off' | 'paused' | 'often' | 'no-cookie' }
