/** The flags of the benches with a crowd: sizes, rounds and peers. */
import { parseArgs } from 'node:util'
import { WIRE_CLIENTS, type WireClientName } from './crowd/wire-clients.ts'

export interface Flags {
  quick: boolean
  /** Numbers of followers, in ascending order. */
  sizes: number[]
  rounds: number
  /** Slide changes measured in each round. */
  changes: number
  /** The servers measured besides Lectern. */
  peers: WireClientName[]
}

/** Missing flags come from `full`, or from `quick` with `--quick`. Throws on an unknown flag. */
export function readFlags(full: Omit<Flags, 'quick'>, quick: Omit<Flags, 'quick'>): Flags {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      followers: { type: 'string' },
      rounds: { type: 'string' },
      changes: { type: 'string' },
      peers: { type: 'string' },
    },
  })
  const usual = values.quick ? quick : full
  const peers = values.peers?.split(',').filter((name): name is WireClientName => isWireClient(name))
  return {
    quick: values.quick,
    sizes: (values.followers?.split(',') ?? usual.sizes).map(Number).toSorted((a, b) => a - b),
    rounds: Number(values.rounds ?? usual.rounds),
    changes: Number(values.changes ?? usual.changes),
    peers: peers ?? usual.peers,
  }
}

function isWireClient(name: string): boolean {
  if ((WIRE_CLIENTS as readonly string[]).includes(name)) return true
  throw new Error(`There is no peer "${name}": choose from ${WIRE_CLIENTS.slice(1).join(', ')}.`)
}
