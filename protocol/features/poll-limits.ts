/** Limits of votes that the rules and the pages share. Separate from the rules, so that pages do not load them. */

export const MAX_OPTIONS = 12
/** Characters of an open answer, and of one word of a cloud. */
export const MAX_ANSWER = 200
export const MAX_WORD = 30
/** Points that a vote spreads over the options. */
export const POINTS = 100
/** Cells in one row, and in one column, of the map of clicks. */
export const GRID = 24
