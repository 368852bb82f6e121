/** What a presenter may see of the servers that run the talk: `presenter/server.json`. */
import type { DeckWarning } from './deck.ts'
import type { Epoch } from './ids.ts'
import type { FeedStatus } from './post.ts'

/** The last thing that went wrong: when, in ms since 1970, and one line. */
export interface Fault {
  at: number
  line: string
}

/** How one node fares, as it tells the others. */
export interface NodeHealth {
  /** The newest entry that it has folded. */
  seq: number
  /** False while it cannot write to the log. */
  saved: boolean
  /** How late its event loop was at the last look, in ms. */
  lagMs: number
  /** Its memory in bytes. */
  memory: number
  /** One line of what makes it unready; null while nothing does. */
  trouble: string | null
  fault: Fault | null
}

export interface ServerNode extends Partial<NodeHealth> {
  /** The first letters of its random name. */
  node: string
  browsers: number
  /** It is the one that answers. */
  here: boolean
}

export interface ServerView {
  /** When it was true, in ms since 1970. */
  at: number
  epoch: Epoch
  seq: number
  saved: boolean
  feed: FeedStatus
  /** Why the deck is shown as it was before; null when it is the one on the disk. */
  deck: DeckWarning | null
  nodes: ServerNode[]
}
