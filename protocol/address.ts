/** The address under which the audience joins, and the tunnel that it may lead through. */

export interface TunnelStatus {
  /** The program or the host that opens it. */
  name: string
  /** The public address; null while it does not answer. */
  url: string | null
  /** One line about what could not be done; empty while it works or connects for the first time. */
  trouble: string
}

export interface AddressNews {
  /** For people, with a trailing slash. */
  url: string
  /** Null if the server uses none. */
  tunnel: TunnelStatus | null
}
