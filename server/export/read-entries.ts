/** Reads the entries that a report or a replay is made from. */
import type { Entry } from '../../protocol/event.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { TalkLog } from '../log/log.ts'

/** All entries of the talk, in order. */
export function entriesOf(log: Pick<TalkLog, 'read'>, talk: TalkId): AsyncIterable<Entry> {
  return log.read(talk, 0)
}
