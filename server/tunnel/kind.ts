/** What differs between the programs that open a tunnel. */

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
  /** Why it may fail, in one line. */
  | { is: 'trouble'; line: string }

export interface TunnelKind {
  /** For people. */
  name: string
  /** The program, found in PATH. */
  program: string
  /** How to get it. */
  from: string
  /** How to make an open tunnel reachable whose address does not answer. */
  ifUnreachable: string
  args(local: LocalServer): string[]
  /** Reads the output of one process, line by line; null for a line without a meaning. */
  reader(local: LocalServer): (line: string) => Meaning | null
}
