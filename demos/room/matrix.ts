/** The Matrix of Despair, with the room's browsers in it: which protocol each of them speaks. */
import type { Counts } from '../../protocol/room.ts'

export const PROTOCOLS = ['hixi-76', 'hybi-07', 'hybi-10', 'RFC 6455', 'all else'] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** The columns of the matrix, by the family of browsers that stands in it. */
const COLUMNS: Record<string, string> = { Chrome: 'Chrome', Firefox: 'Firefox', IE: 'IE', Safari: 'iOS' }
const OTHERS = 'rest'

/** The first major version of a browser with each protocol, newest first. */
const SINCE: Record<string, [from: number, protocol: Protocol][]> = {
  Chrome: [
    [16, 'RFC 6455'],
    [14, 'hybi-10'],
    [6, 'hixi-76'],
  ],
  Firefox: [
    [11, 'RFC 6455'],
    [7, 'hybi-10'],
    [6, 'hybi-07'],
    [4, 'hixi-76'],
  ],
  IE: [[10, 'RFC 6455']],
  Safari: [
    [6, 'RFC 6455'],
    [5, 'hixi-76'],
  ],
  Edge: [[12, 'RFC 6455']],
  Opera: [[13, 'RFC 6455']],
  'Samsung Internet': [[4, 'RFC 6455']],
}
/** Firefox 4 shipped with WebSockets switched off. */
const SAD: [family: string, protocol: Protocol] = ['Firefox', 'hixi-76']

export function protocolOf(family: string, major: number): Protocol {
  return SINCE[family]?.find(([from]) => major >= from)?.[1] ?? 'all else'
}

export interface Cell {
  /** `16`, `4 :(`, or empty for no version. */
  since: string
  /** Browsers of the room. */
  browsers: number
  /** Theirs, newest first. */
  versions: number[]
}

export interface Column {
  name: string
  cells: Record<Protocol, Cell>
}

/** The columns of 2013, and one for all other browsers if the room has any. Every browser is counted. */
export function matrixOf(agents: Counts): Column[] {
  const columns = new Map(Object.entries(COLUMNS).map(([family, name]) => [family, columnOf(name, family)]))
  const others = columnOf(OTHERS)
  let isOther = false
  for (const [agent, browsers] of Object.entries(agents)) {
    const [, family = OTHERS, major = '0'] = /^(.+) (\d+)$/.exec(agent) ?? []
    const column = columns.get(family)
    isOther ||= column === undefined
    const cell = (column ?? others).cells[protocolOf(family, Number(major))]
    cell.browsers += browsers
    if (column) cell.versions = [...cell.versions, Number(major)].toSorted((a, b) => b - a)
  }
  return [...columns.values(), ...(isOther ? [others] : [])]
}

function columnOf(name: string, family = ''): Column {
  const cells = PROTOCOLS.map((protocol): [Protocol, Cell] => {
    const from = SINCE[family]?.find(([, spoken]) => spoken === protocol)?.[0]
    const sad = SAD[0] === family && SAD[1] === protocol ? ' :(' : ''
    return [protocol, { since: from === undefined ? '' : `${from}${sad}`, browsers: 0, versions: [] }]
  })
  return { name, cells: Object.fromEntries(cells) as Column['cells'] }
}
