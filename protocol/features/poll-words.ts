/** The most frequent words of a cloud, kept while words come and go, so that no vote sorts all of them. */

/** Words that a cloud shows. */
export const SHOWN_WORDS = 40
/** More are kept than are shown, so that votes that change rarely make it necessary to look at all words. */
const KEPT_WORDS = 4 * SHOWN_WORDS

type Counted = readonly [word: string, count: number]

export interface Cloud {
  /** In no order. */
  top: readonly Counted[]
  /** No word outside `top` has a higher count. */
  floor: number
  /** Different words. */
  distinct: number
}

export const NO_CLOUD: Cloud = { top: [], floor: 0, distinct: 0 }

/** The cloud after the count of one word has changed. `all` has the counts of all words after the change. */
export function countWord(
  { top, floor, distinct: were }: Cloud,
  word: string,
  count: number,
  before: number,
  all: () => Iterable<Counted>,
): Cloud {
  const distinct = were + (before === 0 ? 1 : 0) - (count === 0 ? 1 : 0)
  const others = top.filter(([each]) => each !== word)
  const isKept = others.length < top.length
  if (isKept || others.length < KEPT_WORDS) {
    return refilled({ top: count === 0 ? others : [...others, [word, count]], floor, distinct }, all)
  }
  const [least, lowest] = others.reduce((a, b) => (b[1] < a[1] ? b : a))
  if (count <= lowest) return { top, floor: Math.max(floor, count), distinct }
  const rest = others.filter(([each]) => each !== least)
  return { top: [...rest, [word, count]], floor: Math.max(floor, lowest), distinct }
}

/** Looks at all words only if one outside could be among those that are shown. */
function refilled(cloud: Cloud, all: () => Iterable<Counted>): Cloud {
  const { top, floor, distinct } = cloud
  if (distinct <= top.length) return cloud
  const shown = top.map(([, count]) => count).toSorted((a, b) => b - a)[SHOWN_WORDS - 1] ?? 0
  if (shown >= floor) return cloud
  const sorted = [...all()].filter(([, count]) => count > 0).toSorted(byCount)
  return { top: sorted.slice(0, KEPT_WORDS), floor: sorted[KEPT_WORDS]?.[1] ?? 0, distinct }
}

/** The most frequent first; equal ones by their letters. */
export function byCount([a, countA]: Counted, [b, countB]: Counted): number {
  return countB - countA || (a < b ? -1 : 1)
}
