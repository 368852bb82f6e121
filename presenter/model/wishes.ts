/** What the room asks for, in words: raised hands and the pace. No DOM. */
import type { PaceCounts } from '../../protocol/pace.ts'

export function handWords(hands: number): string {
  if (hands === 0) return 'no hands are up'
  return hands === 1 ? '1 hand is up' : `${hands} hands are up`
}

/** `3 lost, 2 slower`; empty for none. */
export function paceWords({ lost, slower, faster }: PaceCounts): string {
  const parts = [
    lost > 0 && `${lost} lost`,
    slower > 0 && `${slower} slower`,
    faster > 0 && `${faster} faster`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** The line in the phone's header; empty for nothing. */
export function wishWords(hands: number, pace: PaceCounts): string {
  const up = hands === 0 ? '' : hands === 1 ? '1 hand' : `${hands} hands`
  return [up, paceWords(pace)].filter(Boolean).join(', ')
}
