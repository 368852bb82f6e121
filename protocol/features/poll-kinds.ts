/** The kinds of polls. Separate from the rules, so that pages do not load them. */

export const POLL_KINDS = [
  'single',
  'multiple',
  'yesno',
  'scale',
  'estimate',
  'ranking',
  'text',
  'words',
  'points',
  'place',
  'path',
] as const
export type PollKind = (typeof POLL_KINDS)[number]

/** Kinds that a phone can make: the others need a picture or slides of the deck. */
export const HANDMADE_KINDS = POLL_KINDS.filter(
  (kind): kind is Exclude<PollKind, 'place' | 'path'> => kind !== 'place' && kind !== 'path',
)
