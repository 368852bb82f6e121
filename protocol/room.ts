/** What is known of everybody in the room together, and never of one person. */

/** Counts by name; a name that counts nothing is absent. */
export type Counts = Record<string, number>

export interface RoomNews {
  browsers: number
  /** By Engine.IO's transport: `websocket`, `polling`. */
  transports: Counts
  /** By family and major version, e.g. `Chrome 141`. */
  agents: Counts
  /** Round trips completed since the topic was last told, as random places of no person: how many. */
  pings: number
  nodes: { node: string; browsers: number; here: boolean }[]
  /** The log's number on this node. */
  seq: number
}
