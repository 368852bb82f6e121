/** Loads what shows the room's reactions, once the page has started and if its deck has reactions. */
import type { DeckSettings } from '../../protocol/deck.ts'
import type { Connection } from '../connection/connection.ts'
import { loadWords } from '../words.ts'

let asked = false

/** Call it again after the deck has changed. */
export async function bringReactions(
  connection: Connection,
  { reactions }: Pick<DeckSettings, 'reactions'>,
  over: Element,
): Promise<void> {
  if (asked || reactions.length === 0) return
  asked = true
  try {
    const [{ showReactions }] = await Promise.all([import('./overlay.ts'), loadWords('elements')])
    showReactions(connection, over)
  } catch (error) {
    // After a network error, the next change of the deck tries again.
    asked = false
    console.warn('The reactions could not be loaded.', error)
  }
}
