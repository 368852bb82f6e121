/** The text that a speaker sees at start: addresses, the QR code for the phone, and warnings. */
import { styleText } from 'node:util'
import { encode, renderUnicodeCompact } from 'uqr'
import type { DeckWarning } from '../../protocol/deck.ts'
import { harmless } from './harmless.ts'
import type { SimulatedRoom } from './options.ts'
import { presenterLink } from '../keys/presenter-link.ts'
import type { Terminal } from './terminal.ts'
import type { Salvaged } from '../log/log.ts'

export interface Banner {
  talks: { id: string; title: string; resumed: boolean; warnings: DeckWarning[] }[]
  /** Addresses of the server, without a trailing slash. */
  publicUrl: string
  localUrl: string
  otherUrls: string[]
  presenterKey: string
  secure: boolean
  /** The certificate was generated, so browsers warn about it. */
  selfSigned: boolean
  /** Nothing is stored on disk. */
  forgetful: boolean
  /** The simulated room of a rehearsal. */
  rehearsal?: SimulatedRoom | null
  /** The new name of a damaged database. */
  keptAside: string | null
  /** The entries that were recovered from it. */
  salvaged?: Salvaged | undefined
  /** The Redis that stores the talk for several nodes. */
  shared?: string
  /** Why there is no public address although a tunnel was asked for. */
  tunnelTrouble?: string | null
  /** A warning that the log's configuration can lose entries. */
  caution?: string
}

const MOST_WARNINGS = 10

/** The text of `lectern key`: the QR code, the link and an introduction. */
export function tellKey(link: string, terminal: Terminal, intro: string): string {
  const bold = (text: string): string => (terminal.colors ? styleText('bold', text) : text)
  return layOut([[intro], ...pairingBlocks(link, terminal, bold)])
}

function pairingBlocks(link: string, terminal: Terminal, bold: (text: string) => string): string[][] {
  return [
    qrCode(link, terminal),
    [bold(link), 'Anyone who has this link can drive the talk: keep it secret.'],
  ]
}

function layOut(blocks: string[][]): string {
  const lines = blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block])
  return `${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n\n`
}

export function stageLink({ localUrl, talks }: Banner, id = talks[0]?.id): string {
  return `${localUrl}/${id}/stage`
}

export function banner(greeting: Banner, terminal: Terminal): string {
  const bold = (text: string): string => (terminal.colors ? styleText('bold', text) : text)
  const link = presenterLink(greeting)
  return layOut([
    addresses(greeting, bold),
    [
      greeting.talks.length === 1
        ? 'Scan this code with the phone that will drive the talk, or open the link on it:'
        : 'Scan this code with the phone that will drive the talks, or open the link on it:',
    ],
    ...pairingBlocks(link, terminal, bold),
    hints(greeting),
    deckWarnings(greeting),
  ])
}

function addresses(greeting: Banner, bold: (text: string) => string): string[] {
  const { talks, publicUrl, otherUrls } = greeting
  const single = talks.length === 1
  const lines = talks.flatMap(({ id, title }) => [
    bold(harmless(title)),
    `Audience   ${single ? `${publicUrl}/` : `${publicUrl}/${id}/`}`,
    `Stage      ${stageLink(greeting, id)}`,
    '',
  ])
  const others = otherUrls.length > 0 ? [`Also at    ${otherUrls.join(', ')}`] : []
  return [...lines.slice(0, -1), ...others]
}

function qrCode(link: string, { interactive, colors, columns }: Terminal): string[] {
  const { data, size } = encode(link, { border: 2 })
  if (!interactive)
    return data.map(
      (row) =>
        row
          .map((dark) => (dark ? '##' : '  '))
          .join('')
          .trimEnd() || ' ',
    )
  if (size + 2 > columns) return []
  const rows = renderUnicodeCompact(link, { border: 2 }).split('\n')
  if (!colors) return rows
  // True black on true white in every terminal theme, because scanners need the contrast. With an odd number of rows,
  // the last line is half white.
  return rows.map((row, i) => {
    const black = i < rows.length - 1 || size % 2 === 0 ? ';48;5;16' : ''
    return `\u001B[38;5;231${black}m${row}\u001B[0m`
  })
}

function hints(greeting: Banner): string[] {
  const { talks, rehearsal, secure, selfSigned, forgetful, shared, caution } = greeting
  const resumed = talks.filter((talk) => talk.resumed)
  const lines: string[] = []
  if (rehearsal)
    lines.push(
      `This is a rehearsal with ${rehearsal.people} simulated people (seed ${rehearsal.seed}). It ends with End the talk on the phone, or with Ctrl-C.`,
    )
  if (greeting.tunnelTrouble) lines.push(harmless(greeting.tunnelTrouble))
  if (greeting.keptAside !== null) lines.push(broken(greeting.keptAside, greeting.salvaged))
  if (resumed.length > 0 && !rehearsal) {
    const which = talks.length === 1 ? 'The talk' : resumed.map((talk) => harmless(talk.title)).join(', ')
    lines.push(`${which} continues where it stopped.`)
  }
  if (shared !== undefined)
    lines.push(`Stored in Redis at ${shared}: other nodes with the same --redis run this talk too.`)
  if (caution !== undefined) lines.push(caution)
  if (forgetful) lines.push('Nothing is saved: each start begins a new talk.')
  if (selfSigned) lines.push('Browsers warn about this certificate once: choose to continue.')
  if (!secure)
    lines.push(
      'Over plain HTTP, others in this network can read the traffic, and phones may turn their screen off. Use --https to prevent both.',
    )
  return lines
}

function deckWarnings({ talks }: Banner): string[] {
  const found = talks.flatMap(({ id, warnings }) => {
    // With several decks, a file name alone is ambiguous.
    return warnings.map((one) => (talks.length > 1 ? { ...one, file: `${id}: ${one.file}` } : one))
  })
  const lines = found
    .slice(0, MOST_WARNINGS)
    .map(({ file, line, message }) => harmless(`${file}:${line}  ${message}`))
  const more = found.length - lines.length
  if (more <= 0) return lines
  if (talks.length === 1) return [...lines, `And ${more} more: the phone shows them all.`]
  return talks.flatMap(countOfDeck)
}

/** The number of a deck's warnings, and the first one. */
function countOfDeck({ id, warnings }: Banner['talks'][number]): string[] {
  const [first] = warnings
  if (!first) return []
  const count = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings, the first`
  return [harmless(`${id}: ${count}: ${first.file}:${first.line}  ${first.message}`)]
}

function broken(keptAside: string, { entries, lost }: Salvaged = { entries: 0, lost: 0 }): string {
  if (entries === 0)
    return `The saved talk could not be read. Its file was renamed to ${keptAside}, and a new talk begins.`
  const missing = lost === 0 ? 'none before the last of them is missing' : `${lost} could not be read`
  return `The saved talk was damaged. Its file was renamed to ${keptAside}. ${entries} of its entries were recovered, ${missing}.`
}
