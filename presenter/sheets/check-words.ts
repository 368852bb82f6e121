/** The rows of the Check sheet that only this phone knows. No DOM. */
import { fill, plural, words } from '../../client/words.ts'
import { bad, good, type CheckRow } from '../../protocol/check.ts'
import type { WakeState } from '../model/wake-lock.ts'

/** What the phone found when it asked the address for the audience. */
export type Reach = 'asking' | 'yes' | 'no' | 'not-allowed' | 'other-address'

/** Clocks that differ by less do not matter. */
const MAY_DIFFER_MS = 5000

export function addressRow(reach: Reach, url: string): CheckRow {
  const { check } = words.phone
  const address = url.replace(/^https?:\/\/|\/$/g, '')
  switch (reach) {
    case 'yes':
      return good(check.address, fill(check.answers, { address }))
    case 'asking':
      return bad(check.address, fill(check.askingAddress, { address }), check.wait)
    case 'no':
      return bad(check.address, fill(check.silent, { address }), check.silentAdvice)
    case 'not-allowed':
      return bad(check.address, fill(check.notAllowed, { address }), fill(check.notAllowedAdvice, { url }))
    case 'other-address':
      return bad(check.address, fill(check.otherAddress, { address }), check.otherAddressAdvice)
  }
}

export function wakeRow(wake: WakeState): CheckRow {
  const { check, wake: known } = words.phone
  if (wake === 'held') return good(check.screen, known.held)
  return bad(check.screen, known[wake], known[`${wake}Advice`])
}

/** `offsetMs` is the server's clock minus this one's; undefined while it is not measured. */
export function clockRow(offsetMs: number | undefined): CheckRow {
  const { check } = words.phone
  if (offsetMs === undefined) return bad(check.clock, check.comparing, check.wait)
  if (Math.abs(offsetMs) < MAY_DIFFER_MS) return good(check.clock, check.agrees)
  const length = lengthWords(Math.abs(offsetMs))
  const text = fill(offsetMs > 0 ? check.clockBehind : check.clockAhead, { length })
  return bad(check.clock, text, check.clockAdvice)
}

function lengthWords(ms: number): string {
  const { check } = words.phone
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return fill(check.seconds, { n: seconds })
  const minutes = Math.round(seconds / 60)
  return minutes < 90
    ? fill(check.minutes, { n: minutes })
    : fill(check.hours, { n: Math.round(minutes / 60) })
}

/** One line about all rows. */
export function checkVerdict(rows: readonly CheckRow[]): { good: boolean; words: string } {
  const failed = rows.filter((row) => !row.good).length
  const { ready, failed: many } = words.phone.check
  return failed === 0 ? { good: true, words: ready } : { good: false, words: plural(many, failed) }
}
