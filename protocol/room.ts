/** What is known of everybody in the room together, and never of one person. */

/** Counts by name; a name that counts nothing is absent. */
export type Counts = Record<string, number>

/** Browsers connected to a talk, by role. */
export interface Headcount {
  audience: number
  stage: number
  presenter: number
}

export interface RoomNews {
  browsers: number
  /** By Engine.IO's transport: `websocket`, `polling`. */
  transports: Counts
  /** By family and major version, e.g. `Chrome 141`. */
  agents: Counts
  /** Round trips that the server answered since the topic was last told. */
  pings: number
  nodes: { node: string; browsers: number; here: boolean }[]
  /** The log's number on this node. */
  seq: number
}

/** A number of the server's that changes twice a second, and when it did, in ms since 1970. */
export interface CountNews {
  value: number
  at: number
}

/** What this talk runs on, by name, with the version that runs. */
export type Versions = Record<string, string>
