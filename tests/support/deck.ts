/** The deck of the stories that are not about a deck: a slide of every kind and for every live element. */

export const DECK = 'tests/decks/room'
/** The talk that it is given as: the name of its folder. */
export const TALK = 'room'
