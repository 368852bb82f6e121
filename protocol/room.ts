/** What is known about all browsers of the room together, and never about one person. */

/** Counts by name. Names with a count of 0 are absent. */
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
  /** Round trips that the server has answered since the last signal. */
  pings: number
  nodes: { node: string; browsers: number; here: boolean }[]
  /** The log's number on this node. */
  seq: number
}

/** A number of the server that changes twice a second, and when it changed, in ms since 1970. */
export interface CountNews {
  value: number
  at: number
}

/** The software that this talk runs on, by name, with the running version. */
export type Versions = Record<string, string>
