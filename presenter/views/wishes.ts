/** A quiet line in the phone's header: raised hands, and who wants another pace. */
import type { Connection } from '../../client/connection/connection.ts'
import { paceNow, type PaceBucket } from '../../protocol/pace.ts'
import { announce } from '../dom/announce.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Draw } from '../model/model.ts'
import { handWords, wishWords } from '../model/wishes.ts'

/** The header is drawn every second, so the counts decay without another timer. */
export function createWishes(connection: Pick<Connection, 'subscribe'>, redraw: () => void): Draw {
  const line = byId('wishes')
  let hands = 0
  let steps: readonly PaceBucket[] = []
  connection.subscribe('hand', ({ count }) => {
    // Every further hand would interrupt the speaker.
    if (hands === 0 && count > 0) announce('hands', handWords(count))
    hands = count
    redraw()
  })
  connection.subscribe('pace', (pace) => {
    steps = pace.steps
    redraw()
  })
  return ({ link }) => {
    setText(line, wishWords(hands, paceNow(steps, Date.now() + (link.offsetMs ?? 0))))
  }
}
