/** The rows of a check that the server knows: what each fact means, and what to do about it. */
import type { TunnelStatus } from '../../protocol/address.ts'
import { bad, good, type CheckRow } from '../../protocol/check.ts'
import type { DeckWarning } from '../../protocol/deck.ts'
import type { FeedStatus } from '../../protocol/post.ts'

/** A long talk with a large audience needs less. */
const ENOUGH_BYTES = 200_000_000

export function stageRow(stages: number, url: string): CheckRow {
  if (stages === 0) return bad('Stage', 'No stage is connected.', `Open ${url} on the projector’s computer.`)
  return good('Stage', stages === 1 ? 'One is connected.' : `${stages} are connected.`)
}

export function phoneRow(phones: number): CheckRow {
  if (phones === 0)
    return bad(
      'Phone',
      'No phone is connected.',
      'Scan the code of the terminal (lectern key shows it again), and keep the page open.',
    )
  return good('Phone', phones === 1 ? 'One is connected.' : `${phones} are connected.`)
}

export function tunnelRow({ name, url, trouble }: TunnelStatus): CheckRow {
  if (url !== null) return good('Tunnel', `${url} answers.`)
  return bad(
    'Tunnel',
    `There is no public address: ${name}: ${trouble || 'no answer so far.'}`,
    'It is tried again by itself. Phones in this network join without it.',
  )
}

export interface Storage {
  /** Whether the newest entries are on disk or in Redis. */
  saved: boolean
  /** Where nothing is stored on purpose. */
  forgetful: boolean
  /** The folder and its free space; null without a folder. */
  disk: Disk | null
}

export interface Disk {
  folder: string
  /** Null if the system does not say. */
  freeBytes: number | null
}

export function storageRow({ saved, forgetful, disk }: Storage): CheckRow {
  if (!saved)
    return bad(
      'Storage',
      'Nothing can be stored at the moment: the slides move, but their moves may be lost.',
      disk
        ? `Make space on the disk of ${disk.folder}, and check who may write there.`
        : 'Start the database.',
    )
  if (forgetful) return good('Storage', 'Nothing is stored, as --memory says.')
  return disk ? diskRow(disk) : good('Storage', 'The talk is stored.')
}

export function diskRow({ folder, freeBytes }: Disk): CheckRow {
  if (freeBytes === null) return good('Storage', `The talk is stored in ${folder}.`)
  const free = `${sizeWords(freeBytes)} free`
  if (freeBytes >= ENOUGH_BYTES) return good('Storage', `The talk is stored in ${folder}: ${free}.`)
  return bad('Storage', `Only ${free} on the disk of ${folder}.`, 'Delete something there.')
}

export function feedRow({ name, state, trouble }: FeedStatus): CheckRow {
  if (trouble !== '')
    return bad(
      'Posts',
      trouble,
      state === 'fallback'
        ? 'The recording is shown instead. Check the feed’s token and the internet.'
        : 'Wait a moment.',
    )
  if (state === 'connecting') return bad('Posts', `Connecting to: ${name}.`, 'Wait a moment.')
  return good('Posts', state === 'off' ? 'They are switched off.' : `They come from: ${name}.`)
}

export function deckRow(warnings: readonly DeckWarning[]): CheckRow {
  const [first] = warnings
  if (!first) return good('Deck', 'It has no warnings.')
  const count = warnings.length === 1 ? 'One warning' : `${warnings.length} warnings, the first`
  return bad(
    'Deck',
    `${count}: ${first.file}:${first.line} ${first.message}`,
    warnings.length === 1
      ? 'Correct it in the file.'
      : 'Correct them in the files. The phone lists them all under More.',
  )
}

function sizeWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(0)} GB` : `${Math.floor(bytes / 1e6)} MB`
}
