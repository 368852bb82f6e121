/** What differs between the programs that open a tunnel. */
import type { TunnelTrouble } from '../../protocol/address.ts'

/** Where the tunnel ends on this computer. */
export interface LocalServer {
  host: string
  port: number
  secure: boolean
}

/** What a line of a program's output means. */
export type Meaning =
  /** It forwards now; `url` is the public address. */
  | { is: 'open'; url: string }
  /** It has lost its line and tries again by itself. */
  | { is: 'lost' }
  /** Why it may fail, in one line of the program's, and the key of the words that say what to do; by default its line. */
  | { is: 'trouble'; line: string; hint?: TunnelTrouble['is']; target?: string }

export interface TunnelKind {
  /** For people. */
  name: string
  /** The program, found in PATH. */
  program: string
  /** How to get it. */
  from: string
  /** The key of the words for an open tunnel whose address does not answer. */
  ifUnreachable: TunnelTrouble['is']
  args(local: LocalServer): string[]
  /** Reads the output of one process, line by line; null for a line without a meaning. */
  reader(local: LocalServer): (line: string) => Meaning | null
}
