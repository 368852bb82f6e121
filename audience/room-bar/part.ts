/**
 * A part of the room bar: a button, and what it opens. Each part is a file of its own, named in `room-bar.ts` and loaded
 * with the first press. Its button is in `index.html`, with `data-part`.
 */
import type { Connection } from '../../client/connection/connection.ts'
import type { DeckSettings } from '../../protocol/deck.ts'

export interface RoomContext {
  talk: string
  /** The page's connection. */
  connection: Connection
  /** Of the present deck. */
  settings(): DeckSettings
}

export interface Part {
  /** The button was pressed. */
  press(): void
}

/** The default export of a part's file: called once, with its button. */
export type CreatePart = (context: RoomContext, button: HTMLButtonElement) => Part
