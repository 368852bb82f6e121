/** What a presenter may see of the servers that run the talk: `presenter/server.json`. */
import type { DeckWarning } from './deck.ts'
import type { Epoch } from './ids.ts'
import type { FeedStatus } from './post.ts'

/** The last error: when, in ms since 1970, and one line of text. */
export interface Fault {
  at: number
  line: string
}

/** The health of one node, which it sends to the others. */
export interface NodeHealth {
  /** The newest entry that it has folded. */
  seq: number
  /** False while it cannot write to the log. */
  saved: boolean
  /** The delay of its event loop when it was last measured, in ms. */
  lagMs: number
  /** Its memory in bytes. */
  memory: number
  /** One line about why it is not ready; null if it is ready. */
  trouble: string | null
  fault: Fault | null
}

export interface ServerNode extends Partial<NodeHealth> {
  /** The first letters of its random name. */
  node: string
  browsers: number
  /** This is the node that answers. */
  here: boolean
}

export interface ServerView {
  /** When this was measured, in ms since 1970. */
  at: number
  epoch: Epoch
  seq: number
  saved: boolean
  feed: FeedStatus
  /** Why an older version of the deck is shown; null when the deck on the disk is shown. */
  deck: DeckWarning | null
  nodes: ServerNode[]
}
