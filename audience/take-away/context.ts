/** What the audience's page gives the take-away. */
import type { Connection } from '../../client/connection/connection.ts'
import type { SlideDeck } from '../../client/slide-deck.ts'
import type { DeckSettings } from '../../protocol/deck.ts'

export interface TakeAwayContext {
  talk: string
  title: string
  connection: Connection
  /** The slides on the page. */
  deck: SlideDeck
  settings(): DeckSettings
  /** The index of the last slide that this person may see. */
  last(): number
}
