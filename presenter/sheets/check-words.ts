/** The rows of the Check sheet that only this phone knows. No DOM. */
import { bad, good, type CheckRow } from '../../protocol/check.ts'
import { WAKE_WORDS, type WakeState } from '../model/wake-lock.ts'

/** What the phone found when it asked the address for the audience. */
export type Reach = 'asking' | 'yes' | 'no' | 'not-allowed' | 'other-address'

/** Clocks that differ by less do not matter. */
const MAY_DIFFER_MS = 5000

export function addressRow(reach: Reach, url: string): CheckRow {
  const address = url.replace(/^https?:\/\/|\/$/g, '')
  switch (reach) {
    case 'yes':
      return good('Address', `${address} answers on this phone.`)
    case 'asking':
      return bad('Address', `Asking ${address}…`, 'Wait a moment.')
    case 'no':
      return bad(
        'Address',
        `${address} does not answer on this phone.`,
        'Is this phone in the network of the audience? If the hall separates its devices, use --tunnel.',
      )
    case 'not-allowed':
      return bad(
        'Address',
        `This page may not ask ${address}, which is not encrypted.`,
        `Open ${url} in another tab: if the slides appear, it works.`,
      )
    case 'other-address':
      return bad('Address', `The address is now ${address}.`, 'Reload this page to ask it from this phone.')
  }
}

export function wakeRow(wake: WakeState): CheckRow {
  if (wake === 'held') return good('Screen', WAKE_WORDS.held)
  const [first = '', ...rest] = WAKE_WORDS[wake].split(/(?<=\.) /)
  const advice =
    rest.join(' ') || (wake === 'off' ? 'Switch “Keep the screen on” on, under More.' : 'Charge the phone.')
  return bad('Screen', first, advice)
}

/** `offsetMs` is the server's clock minus this one's; undefined while it is not measured. */
export function clockRow(offsetMs: number | undefined): CheckRow {
  if (offsetMs === undefined) return bad('Clock', 'It is being compared with the server’s.', 'Wait a moment.')
  if (Math.abs(offsetMs) < MAY_DIFFER_MS) return good('Clock', 'It agrees with the server’s.')
  const way = offsetMs > 0 ? 'behind' : 'ahead of'
  return bad(
    'Clock',
    `This phone is ${lengthWords(Math.abs(offsetMs))} ${way} the server.`,
    'Have both set their time automatically.',
  )
}

function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

/** One line about all rows. */
export function checkVerdict(rows: readonly CheckRow[]): { good: boolean; words: string } {
  const failed = rows.filter((row) => !row.good).length
  if (failed === 0) return { good: true, words: 'Everything is ready.' }
  return { good: false, words: failed === 1 ? '1 check is red.' : `${failed} checks are red.` }
}
