/** What the room asks for, in words: raised hands and the pace. No DOM. */
import { fill, plural, words } from '../../client/words.ts'
import type { PaceCounts } from '../../protocol/pace.ts'

export function handWords(hands: number): string {
  const { none, up } = words.phone.hands
  return hands === 0 ? none : plural(up, hands)
}

/** `3 lost, 2 slower`; empty for none. */
export function paceWords({ lost, slower, faster }: PaceCounts): string {
  const { pace } = words.phone
  const parts = [
    lost > 0 && fill(pace.lost, { n: lost }),
    slower > 0 && fill(pace.slower, { n: slower }),
    faster > 0 && fill(pace.faster, { n: faster }),
  ]
  return parts.filter(Boolean).join(', ')
}

/** The line in the phone's header; empty for nothing. */
export function wishWords(hands: number, pace: PaceCounts): string {
  const up = hands === 0 ? '' : plural(words.phone.hands.short, hands)
  return [up, paceWords(pace)].filter(Boolean).join(', ')
}
