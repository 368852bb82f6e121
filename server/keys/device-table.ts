/** The rows that a store keeps about paired devices: what they are, when they were here, and which are revoked. */
import type { TalkId } from '../../protocol/ids.ts'
import type { DeviceRole } from '../../protocol/device.ts'
import type { Undo } from '../log/log.ts'

/** What a pairing allows. */
export interface Scope {
  role: DeviceRole
  /** The talk whose key paired it; null for the server's key, which opens every talk. */
  talk: TalkId | null
}

/** A paired browser, as its cookie describes it. */
export interface Device extends Scope {
  id: string
}

export interface KnownDevice extends Scope {
  name: string
  /** In ms since 1970. */
  pairedAt: number
}

/** `on`: it was connected at that time; it may have another connection on another node. */
interface Seen {
  at: number
  on: boolean
}

/** By the device's id. */
interface DeviceRows {
  known: ReadonlyMap<string, KnownDevice>
  seen: ReadonlyMap<string, Seen>
  /** The time of the revocation. */
  revoked: ReadonlyMap<string, number>
}
export type Part = keyof DeviceRows
export type Row<P extends Part> = DeviceRows[P] extends ReadonlyMap<string, infer R> ? R : never

export interface DeviceTable {
  /** The newest rows that this node knows. */
  readonly rows: DeviceRows
  /** Other nodes use the same rows. */
  readonly shared: boolean
  /** Applies here at once, also if storing it fails. Resolves when it is stored. */
  set<P extends Part>(part: P, id: string, row: Row<P>): Promise<void>
  /** Resolves when it is stored. */
  remove(part: Part, id: string): Promise<void>
  /** Called after each change of a row, by any node. */
  onChange(listener: () => void): Undo
}

export const PARTS: readonly Part[] = ['known', 'seen', 'revoked']

/** The rows in memory. A store that also writes them calls `replace` when it has read others. */
export function memoryDevices(shared = false): DeviceTable & {
  replace<P extends Part>(part: P, rows: ReadonlyMap<string, Row<P>>): void
} {
  const rows = { known: new Map(), seen: new Map(), revoked: new Map() } as Record<Part, Map<string, unknown>>
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    rows: rows as unknown as DeviceRows,
    shared,
    async set(part, id, row) {
      rows[part].set(id, row)
      tell()
    },
    async remove(part, id) {
      if (rows[part].delete(id)) tell()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    replace(part, next) {
      const same = JSON.stringify([...rows[part]]) === JSON.stringify([...next])
      if (same) return
      rows[part].clear()
      for (const [id, row] of next) rows[part].set(id, row)
      tell()
    },
  }
}
