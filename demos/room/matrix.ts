/** The Matrix of Despair for today's browsers: which protocol each of them speaks. */
import type { Counts } from '../../protocol/room.ts'

export const PROTOCOLS = ['hixi-76', 'hybi-07', 'hybi-10', 'RFC 6455', 'all else'] as const
export type Protocol = (typeof PROTOCOLS)[number]

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
const OTHERS = 'others'

export function protocolOf(family: string, major: number): Protocol {
  return SINCE[family]?.find(([from]) => major >= from)?.[1] ?? 'all else'
}

/** One column: a family of browsers, with the versions that speak each protocol. */
export interface Column {
  family: string
  browsers: number
  cells: Record<Protocol, { browsers: number; versions: number[] }>
}

/** The most frequent families first; those beyond the maximum are combined in the last column. */
export function matrixOf(agents: Counts, most: number): Column[] {
  const families = new Map<string, Column>()
  for (const [agent, browsers] of Object.entries(agents)) {
    const [, family = OTHERS, major = '0'] = /^(.+) (\d+)$/.exec(agent) ?? []
    const column = families.get(family) ?? emptyColumn(family)
    families.set(family, column)
    put(column, protocolOf(family, Number(major)), browsers, family === OTHERS ? [] : [Number(major)])
  }
  const sorted = [...families.values()].toSorted(
    (a, b) => Number(a.family === OTHERS) - Number(b.family === OTHERS) || b.browsers - a.browsers,
  )
  if (sorted.length <= most) return sorted
  const rest = emptyColumn(OTHERS)
  for (const { cells } of sorted.slice(most - 1))
    for (const protocol of PROTOCOLS) put(rest, protocol, cells[protocol].browsers, [])
  return [...sorted.slice(0, most - 1), rest]
}

function emptyColumn(family: string): Column {
  const cell = () => ({ browsers: 0, versions: [] })
  const cells = Object.fromEntries(
    PROTOCOLS.map((protocol) => [protocol, cell()]),
  ) as unknown as Column['cells']
  return { family, browsers: 0, cells }
}

function put(column: Column, protocol: Protocol, browsers: number, versions: number[]): void {
  const cell = column.cells[protocol]
  column.browsers += browsers
  cell.browsers += browsers
  cell.versions = [...cell.versions, ...versions].toSorted((a, b) => b - a)
}
