/** The address under which the audience joins, and the tunnel that it may lead through. */
import type { Words } from './words/words.ts'

/** Why a tunnel is not open: keys of the words in `phone.tunnel`. */
export interface TunnelTrouble {
  is: keyof Words['phone']['tunnel']
  /** What its program has said, without a full stop, or the address that does not answer. */
  line: string
  /** What `ssh` connects to. */
  target: string
}

export interface TunnelStatus {
  /** The program or the host that opens it. */
  name: string
  /** The public address; null while it does not answer. */
  url: string | null
  /** Null while it works or connects for the first time. */
  trouble: TunnelTrouble | null
}

export interface AddressNews {
  /** For people, with a trailing slash. */
  url: string
  /** Null if the server uses none. */
  tunnel: TunnelStatus | null
}
